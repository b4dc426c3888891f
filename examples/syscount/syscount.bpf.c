// SPDX-License-Identifier: MIT
/* Counts system calls, by process or by their number. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>
#include "syscount.h"

/* The guest makes them of the counts. */
WB_RECORD(process_calls);
WB_RECORD(number_calls);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct who);
	__type(value, __u64);
} counts SEC(".maps");

const volatile __u32 only_pid = 0;
const volatile bool by_number = false;

SEC("raw_tp/sys_enter")
int count(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct who who = { .id = pid };
	__u64 *count, none = 0;

	if (only_pid && only_pid != pid)
		return 0;
	if (by_number)
		who.id = ctx->args[1];
	else
		bpf_get_current_comm(who.comm, sizeof(who.comm));
	count = bpf_map_lookup_elem(&counts, &who);
	if (!count) {
		bpf_map_update_elem(&counts, &who, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&counts, &who);
	}
	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
