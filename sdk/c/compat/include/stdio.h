/* SPDX-License-Identifier: MIT */
/* The libc's <stdio.h>, with what it lacks. */
#ifndef WASM_BPF_STDIO_H
#define WASM_BPF_STDIO_H
#pragma redefine_extname perror wasm_bpf_linux_perror
#pragma redefine_extname renameat wasm_bpf_linux_renameat
#include_next <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* There are no other processes: null, with ENOSYS. */
FILE *popen(const char *command, const char *mode);
int pclose(FILE *stream);

#ifdef __cplusplus
}
#endif

#else
#include_next <stdio.h>
#endif
