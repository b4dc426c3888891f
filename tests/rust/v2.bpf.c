// SPDX-License-Identifier: MIT
/* A program that is run by the test: it sends, counts, and changes its packet. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct value {
	__u64 count;
	__u32 parts[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, int);
	__type(value, struct value);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} per_cpu SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} all SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} even SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} perf SEC(".maps");

const volatile __u32 step = 1;
__u64 sent;
__u32 execs;
__u32 by_parity[2];
__u32 next_number = 100;

struct record {
	__u32 number;
	__u32 more[3];
};

SEC("xdp")
int produce(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct record record = { .number = next_number };
	struct record *reserved;

	next_number += step;
	sent++;
	by_parity[record.number & 1]++;
	bpf_ringbuf_output(&all, &record, sizeof(record), 0);
	if (record.number % 2 == 0)
		bpf_ringbuf_output(&even, &record, sizeof(record), 0);
	reserved = bpf_ringbuf_reserve(&all, sizeof(*reserved), 0);
	if (reserved) /* to be skipped by whoever reads */
		bpf_ringbuf_discard(reserved, 0);
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &record, sizeof(record));
	if (data + 1 <= end)
		data[0] = 42;
	return XDP_PASS;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tp/sched/sched_process_exec")
int count_execs(void *ctx)
{
	__sync_fetch_and_add(&execs, 1);
	return 0;
}

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct bpf_iter_meta {
	struct seq_file *seq;
};
struct bpf_map {
	__u32 id;
};
struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};
#pragma clang attribute pop

SEC("iter/bpf_map")
int list_maps(struct bpf_iter__bpf_map *ctx)
{
	static const char format[] = "%u\n";
	struct bpf_map *map = ctx->map;
	__u64 id;

	if (!map)
		return 0;
	id = map->id;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), &id, sizeof(id));
	return 0;
}

/* What no section says how to attach. */
SEC("socket")
int left_alone(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
