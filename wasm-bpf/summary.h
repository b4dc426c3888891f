/* SPDX-License-Identifier: MIT */
/* What a run did, for --stats. */
#ifndef WASM_BPF_SUMMARY_H
#define WASM_BPF_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct wasm_bpf_instance;

/* Prints the counts of a run that ended, the process having begun at `begin`: a line each, or
 * one line of JSON. */
void summary_print(const struct wasm_bpf_instance *instance, uint64_t begin, bool json, FILE *out);

#endif
