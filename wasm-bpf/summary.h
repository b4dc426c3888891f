/* SPDX-License-Identifier: MIT */
/* What a run did, for --stats. */
#ifndef WASM_BPF_SUMMARY_H
#define WASM_BPF_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run_stats;

/* Prints the counts of a run that has ended: one per line, or all in one line of JSON. `begin` is
 * when the process began. */
void summary_print(const struct run_stats *stats, uint64_t begin, bool json, FILE *out);

#endif
