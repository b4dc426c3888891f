// SPDX-License-Identifier: MIT
/* Fills a ring buffer as fast as it can, each time tests/bench/producer.c runs it. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, __u64);
} hash SEC(".maps");

struct wanted {
	__u32 size;
	__u32 count;
	__u32 wake_every; /* records */
};

__u64 next;
static __u64 record[2048]; /* more than is asked for, so that the verifier sees it */

static long emit(__u32 i, struct wanted *wanted)
{
	__u32 size = wanted->size;
	__u64 flags;

	asm volatile("%0 &= 16383" : "+r"(size));
	flags = next % wanted->wake_every ? BPF_RB_NO_WAKEUP : BPF_RB_FORCE_WAKEUP;
	record[0] = next;
	if (bpf_ringbuf_output(&ring, record, size, flags))
		return 1;
	next++;
	return 0;
}

SEC("syscall")
int bench_produce(struct wanted *ctx)
{
	struct wanted wanted = { ctx->size, ctx->count, ctx->wake_every };

	bpf_loop(wanted.count, emit, &wanted, 0);
	return 0;
}
