// SPDX-License-Identifier: MIT
/*
 * Fills one to eight ring buffers, or a perf buffer, each time tests/bench/shapes_producer.c runs
 * it: by several threads at once.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "shapes.h"

char LICENSE[] SEC("license") = "GPL";

#define RING(name) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, 1024 * 1024); \
	} name SEC(".maps")

RING(ring0);
RING(ring1);
RING(ring2);
RING(ring3);
RING(ring4);
RING(ring5);
RING(ring6);
RING(ring7);

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

/* By producer: its next number in each buffer, so that no two write to one cache line. */
struct numbers {
	__u64 next[16];
} numbers[PRODUCERS];

struct run {
	void *ctx;
	struct work work;
	struct numbers *numbers;
};

static long emit(void *ring, __u32 i, struct run *run)
{
	struct shapes_record record = { .producer = run->work.producer,
					.number = run->numbers->next[i] };
	const __u64 flags = record.number % run->work.wake_every ? BPF_RB_NO_WAKEUP
								 : BPF_RB_FORCE_WAKEUP;

	if (bpf_ringbuf_output(ring, &record, sizeof(record), flags))
		return 1;
	run->numbers->next[i]++;
	return 0;
}

/* A perf buffer takes what it has room for: the numbers have gaps then. */
static long emit_perf(struct run *run)
{
	struct shapes_record record = { .producer = run->work.producer,
					.number = run->numbers->next[PERF]++ };

	return bpf_perf_event_output(run->ctx, &perf, BPF_F_CURRENT_CPU, &record, sizeof(record)) !=
	       0;
}

static long emit_next(__u32 i, struct run *run)
{
	switch (run->work.buffer == PERF ? PERF
					 : (run->work.buffer + i % run->work.spread) % RINGS) {
	case 0:
		return emit(&ring0, 0, run);
	case 1:
		return emit(&ring1, 1, run);
	case 2:
		return emit(&ring2, 2, run);
	case 3:
		return emit(&ring3, 3, run);
	case 4:
		return emit(&ring4, 4, run);
	case 5:
		return emit(&ring5, 5, run);
	case 6:
		return emit(&ring6, 6, run);
	case 7:
		return emit(&ring7, 7, run);
	default:
		return emit_perf(run);
	}
}

SEC("raw_tp")
int bench_shapes(struct bpf_raw_tracepoint_args *ctx)
{
	struct run run = {
		.ctx = ctx,
		.work = { ctx->args[0], ctx->args[1], ctx->args[2], ctx->args[3], ctx->args[4] },
	};

	if (run.work.producer >= PRODUCERS)
		return 1;
	run.numbers = &numbers[run.work.producer];
	bpf_loop(run.work.count, emit_next, &run, 0);
	return 0;
}
