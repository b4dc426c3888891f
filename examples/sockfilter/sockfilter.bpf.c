// SPDX-License-Identifier: MIT
/* Sees each IPv4 packet of an interface. The socket itself receives none. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockfilter.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, const struct iphdr *ip, __u32 length, __u32 type)
{
	e->source = ip->saddr;
	e->destination = ip->daddr;
	e->protocol = ip->protocol;
	e->length = length;
	e->type = type;
	e->source_port = e->destination_port = 0;
}

static int has_ports(__u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
}

SEC("socket")
int look(struct __sk_buff *skb)
{
	struct iphdr ip;
	__u16 ports[2];
	struct event *e;

	if (skb->protocol != bpf_htons(ETH_P_IP) ||
	    bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
		return 0;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return 0;
	fill(e, &ip, skb->len, skb->pkt_type);
	/* Only the first fragment has the ports. */
	if (has_ports(ip.protocol) && !(ip.frag_off & bpf_htons(0x1fff)) &&
	    !bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, ports, sizeof(ports))) {
		e->source_port = bpf_ntohs(ports[0]);
		e->destination_port = bpf_ntohs(ports[1]);
	}
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
