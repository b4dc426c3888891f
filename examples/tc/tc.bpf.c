// SPDX-License-Identifier: MIT
/* Counts outgoing and incoming packets, by the address of the other end. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "tc.h"

#define ADDRESSES(name)                                \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_LRU_HASH);   \
		__uint(max_entries, 4096);             \
		__type(key, __be32);                   \
		__type(value, struct traffic);         \
	} name SEC(".maps")

ADDRESSES(sent);
ADDRESSES(received);

static void count(void *map, __be32 address, __u64 bytes)
{
	struct traffic none = { 0 }, *traffic;

	bpf_map_update_elem(map, &address, &none, BPF_NOEXIST);
	traffic = bpf_map_lookup_elem(map, &address);
	if (!traffic)
		return;
	__sync_fetch_and_add(&traffic->packets, 1);
	__sync_fetch_and_add(&traffic->bytes, bytes);
}

/* Returns the IPv4 header, or null if the packet has none. */
static const struct iphdr *ip_of(const struct __sk_buff *packet)
{
	const void *data = (void *)(long)packet->data, *end = (void *)(long)packet->data_end;
	const struct iphdr *ip = data + sizeof(struct ethhdr);

	return packet->protocol == bpf_htons(ETH_P_IP) && (const void *)(ip + 1) <= end ? ip : 0;
}

SEC("tc")
int on_egress(struct __sk_buff *packet)
{
	const struct iphdr *ip = ip_of(packet);

	if (ip)
		count(&sent, ip->daddr, packet->len);
	return TC_ACT_UNSPEC; /* let other filters decide */
}

SEC("tc")
int on_ingress(struct __sk_buff *packet)
{
	const struct iphdr *ip = ip_of(packet);

	if (ip)
		count(&received, ip->saddr, packet->len);
	return TC_ACT_UNSPEC;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
