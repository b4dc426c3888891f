/* SPDX-License-Identifier: MIT */
/* The libc's <fcntl.h>, with Linux's numbers: see <__header_fcntl.h>. */
#ifndef WASM_BPF_FCNTL_H
#define WASM_BPF_FCNTL_H
#pragma redefine_extname open wasm_bpf_linux_open
#pragma redefine_extname openat wasm_bpf_linux_openat
#pragma redefine_extname creat wasm_bpf_linux_creat
#pragma redefine_extname fcntl wasm_bpf_linux_fcntl
#pragma redefine_extname posix_fadvise wasm_bpf_linux_posix_fadvise
#pragma redefine_extname posix_fallocate wasm_bpf_linux_posix_fallocate
#endif
#include_next <fcntl.h>
