/* SPDX-License-Identifier: MIT */
#ifndef WASM_BPF_WAKE_H
#define WASM_BPF_WAKE_H

#include <stdbool.h>

struct wasm_bpf_config;

/* Sets what `--wake` says: "each", a number of bytes such as 64K, a time such as 5ms, or the two
 * with a comma between them. False if the text is none of these. */
bool wake_set(struct wasm_bpf_config *config, const char *text);

#endif
