// SPDX-License-Identifier: MIT
/* Counts task switches in a global variable. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 switches;

SEC("tp/sched/sched_switch")
int on_switch(void *ctx)
{
	__sync_fetch_and_add(&switches, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
