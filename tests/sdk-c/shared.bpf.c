// SPDX-License-Identifier: MIT
/* For the guest shared.c: a user ring buffer, a map that two objects share, a perf event. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct order {
	unsigned int number, factor;
};

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} orders SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, unsigned int);
	__type(value, unsigned long long);
} sums SEC(".maps");

unsigned int ticks;

static long take(struct bpf_dynptr *dynptr, void *ctx)
{
	const struct order *order = bpf_dynptr_data(dynptr, 0, sizeof(*order));
	unsigned long long *sum;
	unsigned int key = 0;

	if (!order)
		return 1;
	sum = bpf_map_lookup_elem(&sums, &key);
	if (sum)
		*sum += order->number * order->factor;
	return 0;
}

SEC("raw_tp")
int drain(void *ctx)
{
	bpf_user_ringbuf_drain(&orders, take, NULL, 0);
	return 0;
}

SEC("perf_event")
int tick(void *ctx)
{
	__sync_fetch_and_add(&ticks, 1);
	return 0;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
