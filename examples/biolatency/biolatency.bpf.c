// SPDX-License-Identifier: MIT
/* Counts how long block devices take for a request, in a histogram of powers of two. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <wasm_bpf/stream.h>

#define SLOTS 27

/* What the guest makes of the histogram. */
struct times {
	__u64 slots[SLOTS] WB_TITLE("usecs");
};
WB_RECORD(times);

struct request;

/* The start times of the requests that devices are working on. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, const struct request *);
	__type(value, __u64);
} issued SEC(".maps");

/* Slot n counts requests of 2^n to 2^(n+1) microseconds; the last also counts longer ones. */
__u64 histogram[SLOTS];

static __u32 log2_slot(__u64 value)
{
	__u32 slot = 0;

	for (int i = 0; i < SLOTS - 1; i++) {
		value >>= 1;
		if (!value)
			break;
		slot++;
	}
	return slot;
}

SEC("raw_tp/block_rq_issue")
int BPF_PROG(issue, const struct request *request)
{
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&issued, &request, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/block_rq_complete")
int BPF_PROG(complete, const struct request *request)
{
	__u64 *begin = bpf_map_lookup_elem(&issued, &request);
	__u32 slot;

	if (!begin)
		return 0;
	slot = log2_slot((bpf_ktime_get_ns() - *begin) / 1000);
	if (slot < SLOTS)
		__sync_fetch_and_add(&histogram[slot], 1);
	bpf_map_delete_elem(&issued, &request);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
