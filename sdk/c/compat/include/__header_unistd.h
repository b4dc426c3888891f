/* SPDX-License-Identifier: MIT */
/* The libc's part of <unistd.h>, with Linux's numbers. */
#ifndef WASM_BPF_HEADER_UNISTD_H
#define WASM_BPF_HEADER_UNISTD_H
#pragma redefine_extname faccessat wasm_bpf_linux_faccessat
#pragma redefine_extname fstatat wasm_bpf_linux_fstatat
#pragma redefine_extname renameat wasm_bpf_linux_renameat
#pragma redefine_extname openat wasm_bpf_linux_openat
#pragma redefine_extname unlinkat wasm_bpf_linux_unlinkat
#pragma redefine_extname linkat wasm_bpf_linux_linkat
#pragma redefine_extname symlinkat wasm_bpf_linux_symlinkat
#pragma redefine_extname readlinkat wasm_bpf_linux_readlinkat
#include_next <__header_unistd.h>
#endif
