/* SPDX-License-Identifier: MIT */
/* [v2] The system calls that syscall() supports here; WASI has none. */
#ifndef WASM_BPF_SYS_SYSCALL_H
#define WASM_BPF_SYS_SYSCALL_H

#include <unistd.h>

#define __NR_getpid 39
#define __NR_gettid 186
#define __NR_perf_event_open 298
#define SYS_getpid __NR_getpid
#define SYS_gettid __NR_gettid
#define SYS_perf_event_open __NR_perf_event_open

#endif
