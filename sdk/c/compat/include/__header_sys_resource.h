/* SPDX-License-Identifier: MIT */
/* The libc's part of <sys/resource.h>, with Linux's numbers. */
#ifndef WASM_BPF_HEADER_SYS_RESOURCE_H
#define WASM_BPF_HEADER_SYS_RESOURCE_H

#pragma redefine_extname getrusage wasm_bpf_linux_getrusage
#include_next <__header_sys_resource.h>

#undef RUSAGE_SELF
#undef RUSAGE_CHILDREN
#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1

#endif
