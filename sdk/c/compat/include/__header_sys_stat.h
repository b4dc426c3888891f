/* SPDX-License-Identifier: MIT */
/* The libc's part of <sys/stat.h>, with Linux's numbers. */
#ifndef WASM_BPF_HEADER_SYS_STAT_H
#define WASM_BPF_HEADER_SYS_STAT_H
#pragma redefine_extname stat wasm_bpf_linux_stat
#pragma redefine_extname lstat wasm_bpf_linux_lstat
#pragma redefine_extname fstat wasm_bpf_linux_fstat
#pragma redefine_extname fstatat wasm_bpf_linux_fstatat
#pragma redefine_extname mkdirat wasm_bpf_linux_mkdirat
#pragma redefine_extname utimensat wasm_bpf_linux_utimensat
#pragma redefine_extname futimens wasm_bpf_linux_futimens
#include_next <__header_sys_stat.h>

#undef UTIME_NOW
#undef UTIME_OMIT
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

#endif
