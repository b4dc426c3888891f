/* SPDX-License-Identifier: MIT */
/* A guest has no event descriptors: -1 with ENOSYS. */
#ifndef WASM_BPF_SYS_EVENTFD_H
#define WASM_BPF_SYS_EVENTFD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EFD_SEMAPHORE 1
#define EFD_NONBLOCK 04000
#define EFD_CLOEXEC 02000000

typedef uint64_t eventfd_t;

int eventfd(unsigned count, int flags);

#ifdef __cplusplus
}
#endif

#endif
