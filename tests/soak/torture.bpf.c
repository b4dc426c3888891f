// SPDX-License-Identifier: MIT
/*
 * Submits the records of torture.h: in bursts, whose arguments are a struct burst, on as
 * many CPUs at once as somebody runs it. Compiled with -DTAG=.
 *
 * A run returns how many records it submitted: fewer than asked for if a ring was full.
 */
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "torture.h"

char LICENSE[] SEC("license") = "GPL";

#define RING(name, bytes) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes); \
	} TAGGED(name) SEC(".maps")

/* The smallest has room for one of the largest records. */
RING(ring0, 1024 * 1024);
RING(ring1, 64 * 1024);
RING(ring2, 16 * 1024);
RING(ring3, 128 * 1024);
RING(ring4, 32 * 1024);
RING(ring5, 16 * 1024);
RING(ring6, 64 * 1024);
RING(ring7, 512 * 1024);

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} TAGGED(perf) SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PRODUCERS);
	__type(key, __u32);
	__type(value, struct producer);
} TAGGED(counts) SEC(".maps");

/* The readers' word: how many records all of them have taken. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} TAGGED(taken) SEC(".maps");

/* Each producer has its own, which its driver fills. */
struct pattern {
	__u64 words[PATTERN];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PRODUCERS);
	__type(key, __u32);
	__type(value, struct pattern);
} TAGGED(patterns) SEC(".maps");

struct run {
	void *ctx;
	struct burst burst;
	struct producer *producer;
	struct pattern *pattern;
	__u64 done;
};

/* The next record, its bytes in the pattern: the head stands there while it is submitted. Without
 * a ring it goes to the perf buffer. */
static __always_inline bool output(void *ring, __u64 i, struct run *run)
{
	struct producer *producer = run->producer;
	const __u64 who = torture_who(run->burst.producer, producer->next[i]);
	const __u64 chance = torture_chance(i, who);
	__u32 size = torture_size(chance);
	__u64 *at = (void *)run->pattern + torture_shift(chance);
	const __u64 first = at[0], second = at[1];
	long failed;

	at[0] = who;
	at[1] = torture_check(who, size);
	asm volatile("%0 &= 16383" : "+r"(size));
	if (size > LARGEST)
		failed = 1;
	else if (ring)
		failed = bpf_ringbuf_output(ring, at, size, 0);
	else
		failed = bpf_perf_event_output(run->ctx, &TAGGED(perf), BPF_F_CURRENT_CPU, at,
					       size);
	at[0] = first;
	at[1] = second;
	if (failed)
		return false;
	producer->next[i]++;
	run->done++;
	return true;
}

/* The next record is reserved; before it is done, others may follow. */
static __always_inline bool reserve(void *ring, __u64 i, struct run *run)
{
	struct producer *producer = run->producer;
	const __u64 who = torture_who(run->burst.producer, producer->next[i]);
	const __u64 *from = (void *)run->pattern + torture_shift(torture_chance(i, who));
	__u64 *record = bpf_ringbuf_reserve(ring, RESERVED, 0);

	if (!record)
		return false;
	producer->next[i]++;
	run->done++;
	if (run->done < run->burst.count && output(ring, i, run))
		producer->held++;
	record[0] = who;
	record[1] = torture_check(who, RESERVED);
	for (int word = 2; word < RESERVED / 8; word++)
		record[word] = from[word];
	bpf_ringbuf_submit(record, 0);
	return true;
}

static __always_inline bool submit(void *ring, __u64 i, struct run *run)
{
	struct producer *producer = run->producer;
	const __u64 who = torture_who(run->burst.producer, producer->next[i]);
	const __u64 chance = torture_chance(i, who);

	if (torture_is_reserved(chance))
		return reserve(ring, i, run);
	if (torture_is_after_discard(chance)) {
		void *dropped = bpf_ringbuf_reserve(ring, RESERVED, 0);

		if (!dropped)
			return false;
		bpf_ringbuf_discard(dropped, 0);
		producer->discarded++;
	}
	return output(ring, i, run);
}

static bool submit_to(__u64 ring, struct run *run)
{
	switch (ring) {
	case 0:
		return submit(&TAGGED(ring0), 0, run);
	case 1:
		return submit(&TAGGED(ring1), 1, run);
	case 2:
		return submit(&TAGGED(ring2), 2, run);
	case 3:
		return submit(&TAGGED(ring3), 3, run);
	case 4:
		return submit(&TAGGED(ring4), 4, run);
	case 5:
		return submit(&TAGGED(ring5), 5, run);
	case 6:
		return submit(&TAGGED(ring6), 6, run);
	case 7:
		return submit(&TAGGED(ring7), 7, run);
	case PERF:
		return output(NULL, PERF, run);
	default:
		return false;
	}
}

static long submit_one(__u32 i, struct run *run)
{
	const __u64 ring = run->burst.ring + (run->burst.spread ? i % run->burst.spread : 0);

	if (run->done >= run->burst.count)
		return 1;
	if (submit_to(ring, run))
		return 0;
	run->producer->full++;
	return 1;
}

SEC("raw_tp")
int TAGGED(run)(struct bpf_raw_tracepoint_args *ctx)
{
	const __u32 producer = ctx->args[0];
	struct run run = {
		.ctx = ctx,
		.burst = { producer, ctx->args[1], ctx->args[2], ctx->args[3], ctx->args[4] },
	};

	run.producer = bpf_map_lookup_elem(&TAGGED(counts), &producer);
	run.pattern = bpf_map_lookup_elem(&TAGGED(patterns), &producer);
	if (!run.producer || !run.pattern)
		return 0;
	if (run.burst.leap) {
		void *dropped = bpf_ringbuf_reserve(&TAGGED(ring0), LEAP, 0);

		if (!dropped)
			return 0;
		bpf_ringbuf_discard(dropped, 0);
	}
	bpf_loop(run.burst.count, submit_one, &run, 0);
	return run.done;
}
