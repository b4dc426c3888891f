// SPDX-License-Identifier: MIT
/* Counts samples for each process and each pair of stacks. */
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <bpf/bpf_helpers.h>
#include "profile.h"

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16384);
	__uint(key_size, sizeof(int));
	__uint(value_size, DEPTH * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct sample);
	__type(value, __u64);
} counts SEC(".maps");

SEC("perf_event")
int on_sample(struct bpf_perf_event_data *ctx)
{
	struct sample sample = { 0 };
	__u64 one = 1, *count;

	sample.pid = bpf_get_current_pid_tgid() >> 32;
	if (!sample.pid) /* idle */
		return 0;
	bpf_get_current_comm(sample.comm, sizeof(sample.comm));
	sample.kernel_stack = bpf_get_stackid(ctx, &stacks, 0);
	sample.user_stack = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	count = bpf_map_lookup_elem(&counts, &sample);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&counts, &sample, &one, BPF_NOEXIST);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
