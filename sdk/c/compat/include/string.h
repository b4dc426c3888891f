/* SPDX-License-Identifier: MIT */
/* The libc's <string.h>, with texts for Linux's numbers. */
#ifndef WASM_BPF_STRING_H
#define WASM_BPF_STRING_H
#pragma redefine_extname strerror wasm_bpf_linux_strerror
#pragma redefine_extname strerror_r wasm_bpf_linux_strerror_r
#pragma redefine_extname strsignal wasm_bpf_linux_strsignal
#endif
#include_next <string.h>
#ifdef __cplusplus
extern "C" {
#endif
/* glibc's: "ENOENT" for 2, "KILL" for 9; or null. Numbers are Linux's. */
const char *strerrorname_np(int number);
const char *sigabbrev_np(int number);
#ifdef __cplusplus
}
#endif
#if defined(_GNU_SOURCE) && !defined(__cplusplus) && !defined(strerror_r)
/* glibc's strerror_r(), which gives the text. */
char *wasm_bpf_gnu_strerror_r(int number, char *room, size_t size);
#define strerror_r(number, room, size) wasm_bpf_gnu_strerror_r(number, room, size)
#endif
