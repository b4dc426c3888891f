// SPDX-License-Identifier: MIT
/* Counts incoming packets by IPv4 protocol, and drops those from some addresses. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "xdp.h"

/* The guest makes it of the counts. */
WB_RECORD(line);

/* By protocol; 0 counts everything that is not IPv4. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, struct traffic);
} protocols SEC(".maps");

/* The dropped packets, by source address. The guest adds the addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __be32);
	__type(value, struct traffic);
} blocked SEC(".maps");

static void count(struct traffic *traffic, __u64 bytes)
{
	__sync_fetch_and_add(&traffic->packets, 1);
	__sync_fetch_and_add(&traffic->bytes, bytes);
}

SEC("xdp")
int on_packet(struct xdp_md *ctx)
{
	const void *end = (void *)(long)ctx->data_end;
	const struct ethhdr *ethernet = (void *)(long)ctx->data;
	const struct iphdr *ip = (const void *)(ethernet + 1);
	__u64 bytes = end - (const void *)ethernet;
	__u32 protocol = 0;
	struct traffic *traffic;

	if ((const void *)(ip + 1) <= end && ethernet->h_proto == bpf_htons(ETH_P_IP)) {
		protocol = ip->protocol;
		traffic = bpf_map_lookup_elem(&blocked, &ip->saddr);
		if (traffic) {
			count(traffic, bytes);
			return XDP_DROP;
		}
	}
	traffic = bpf_map_lookup_elem(&protocols, &protocol);
	if (traffic)
		count(traffic, bytes);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
