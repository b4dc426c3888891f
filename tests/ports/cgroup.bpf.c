// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int packets = 0;

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
	packets++;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
