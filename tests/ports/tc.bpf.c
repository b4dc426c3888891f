// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

int packets = 0;

SEC("tc")
int tc_ingress(struct __sk_buff *ctx)
{
	packets++;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
