/* SPDX-License-Identifier: MIT */
/* The numbers of a run that has ended. */
#ifndef RUNTIME_STATS_H
#define RUNTIME_STATS_H

#include <stddef.h>

#include "runtime/wasm_bpf.h"

struct session;

struct run_stats {
	struct wasm_bpf_stats whole;
	struct wasm_bpf_buffer_stats *buffers;
	size_t buffer_count;
	struct wasm_bpf_program_stats *programs;
	size_t program_count;
};

/* Copies what the session counted; its caller releases it. Without memory lists are empty. */
void run_stats_take(struct run_stats *stats, const struct session *session);

/* All of an instance's. */
void run_stats_of(struct run_stats *stats, const struct wasm_bpf_instance *instance);

void run_stats_release(struct run_stats *stats);

#endif
