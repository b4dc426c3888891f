/* SPDX-License-Identifier: MIT */
/* The libc's <limits.h>, for a `long` of 64 bits (see wasm-bpf-cc(1)). */
#include_next <limits.h>
#ifndef WASM_BPF_LIMITS_H
#define WASM_BPF_LIMITS_H
#undef NGROUPS_MAX
#undef HOST_NAME_MAX
#define NGROUPS_MAX 65536
#define HOST_NAME_MAX 64
#ifdef __WASM_BPF_LONG64__
#undef LONG_MAX
#undef LONG_MIN
#undef ULONG_MAX
#undef LONG_BIT
#define LONG_MAX __LONG_LONG_MAX__
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX (2ULL * LONG_MAX + 1)
#define LONG_BIT 64
#endif
#endif
