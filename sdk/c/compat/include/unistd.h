/* SPDX-License-Identifier: MIT */
/* The libc's <unistd.h>, and what WASI's libc lacks. What is marked [v2] does not exist with
 * WASM_BPF_V1. */
#include_next <unistd.h>
#ifndef WASM_BPF_UNISTD_H
#define WASM_BPF_UNISTD_H

#ifdef __cplusplus
extern "C" {
#endif

/* [v2] These are of the runtime's process, as programs in the kernel see this guest. */
uid_t getuid(void);
uid_t geteuid(void);

/* [v2] The host's values. */
int getpagesize(void);

/* [v2] See <sys/syscall.h>. */
long syscall(long number, ...);

/* Sleeps until an interrupt. Returns -1 with EINTR. */
int pause(void);

#ifdef __cplusplus
}
#endif

#endif
