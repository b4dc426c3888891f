/* SPDX-License-Identifier: MIT */
/* The libc's <time.h>, and the clock that bpf_ktime_get_boot_ns() reads. */
#include_next <time.h>
#if !defined(CLOCK_BOOTTIME) && !defined(WASM_BPF_V1)
#ifdef __cplusplus
extern "C" {
#endif
extern const char wasm_bpf_clock_boottime;
#ifdef __cplusplus
}
#endif
#define CLOCK_BOOTTIME ((clockid_t)(const void *)&wasm_bpf_clock_boottime)
#endif
