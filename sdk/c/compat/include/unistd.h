/* SPDX-License-Identifier: MIT */
/* The libc's <unistd.h>, and what it lacks of the host: [v2] marks what is not there over
 * WASM_BPF_V1. */
#include_next <unistd.h>
#ifndef WASM_BPF_UNISTD_H
#define WASM_BPF_UNISTD_H

#ifdef __cplusplus
extern "C" {
#endif

/* [v2] Of the runtime's process: what programs in the kernel see of this guest. */
uid_t getuid(void);
uid_t geteuid(void);

/* [v2] The host's. */
int getpagesize(void);

/* [v2] See <sys/syscall.h>. */
long syscall(long number, ...);

/* Sleeps until the user interrupts the guest: -1 with EINTR. */
int pause(void);

#ifdef __cplusplus
}
#endif

#endif
