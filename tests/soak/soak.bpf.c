// SPDX-License-Identifier: MIT
/* Submits records to two ring buffers and a perf buffer in turns, and counts what became of
 * them; driver.c runs it, on several CPUs at once. Compiled with -DTAG=. */
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "soak.h"

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} TAGGED(first) SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} TAGGED(second) SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} TAGGED(perf) SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct state);
} TAGGED(state) SEC(".maps");

struct scratch {
	struct record record;
	unsigned char rest[512 - sizeof(struct record)];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} TAGGED(room) SEC(".maps");

struct run {
	void *ctx;
	struct state *state;
	struct scratch *scratch;
	__u32 next;
};

/* Submits the next record to a buffer; whether it was taken. */
static bool submit(struct run *run, __u32 buffer)
{
	struct fate *fate = &run->state->fates[buffer];
	struct scratch *scratch = run->scratch;
	__u64 number = __sync_fetch_and_add(&fate->submitted, 1);
	__u32 size = sizeof(struct record) + number * 7 % (LARGEST - sizeof(struct record) + 1);
	long failed;

	scratch->record = (struct record){ number, size, buffer };
	asm volatile("%0 &= 511" : "+r"(size));
	if (buffer == FIRST_RING)
		failed = bpf_ringbuf_output(&TAGGED(first), scratch, size, 0);
	else if (buffer == SECOND_RING)
		failed = bpf_ringbuf_output(&TAGGED(second), scratch, size, 0);
	else
		failed = bpf_perf_event_output(run->ctx, &TAGGED(perf), BPF_F_CURRENT_CPU, scratch,
					       size);
	if (failed) {
		__sync_fetch_and_add(&fate->dropped, 1);
		return false;
	}
	__sync_fetch_and_add(&fate->sum, number);
	if (whole_size(scratch->record.size, buffer) > ROOM)
		__sync_fetch_and_add(&fate->large, 1);
	return true;
}

static long submit_one(__u32 i, struct run *run)
{
	switch (i % BUFFERS) {
	case FIRST_RING:
		submit(run, FIRST_RING);
		break;
	case SECOND_RING:
		submit(run, SECOND_RING);
		break;
	default:
		submit(run, PERF);
	}
	return 0;
}

/* The arguments are what to do, and how many times. */
SEC("raw_tp")
int TAGGED(run)(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 zero = 0;
	struct run run = { ctx };

	run.state = bpf_map_lookup_elem(&TAGGED(state), &zero);
	run.scratch = bpf_map_lookup_elem(&TAGGED(room), &zero);
	if (!run.state || !run.scratch)
		return 1;
	switch (ctx->args[0]) {
	case PRODUCE:
		bpf_loop(ctx->args[1], submit_one, &run, 0);
		return 0;
	case FLUSH:
		return !submit(&run, PERF);
	default:
		run.state->finished = 1;
		return 0;
	}
}

/* Is attached, so that there is a link to leave behind. */
SEC("raw_tp/sys_enter")
int TAGGED(idle)(void *ctx)
{
	return 0;
}
