/* SPDX-License-Identifier: MIT */
/* The libc's <stdlib.h>, and system(), which fails with ENOSYS: there are no processes. */
#ifndef WASM_BPF_STDLIB_H
#define WASM_BPF_STDLIB_H
#pragma redefine_extname posix_memalign wasm_bpf_linux_posix_memalign
#include_next <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

int system(const char *command);

#ifdef __cplusplus
}
#endif

/* For sources whose `long` has 64 bits. */
#ifdef __WASM_BPF_LONG64__
#define strtol(...) strtoll(__VA_ARGS__)
#define strtoul(...) strtoull(__VA_ARGS__)
#define atol(...) atoll(__VA_ARGS__)
#define labs(...) llabs(__VA_ARGS__)
#endif

#else
#include_next <stdlib.h>
#endif
