/* SPDX-License-Identifier: MIT */
/* The header of IPv6 packets. */
#ifndef WASM_BPF_LINUX_IPV6_H
#define WASM_BPF_LINUX_IPV6_H

#include <linux/types.h>
#include <netinet/in.h>

struct ipv6hdr {
	__u8 priority : 4, version : 4;
	__u8 flow_lbl[3];
	__be16 payload_len;
	__u8 nexthdr;
	__u8 hop_limit;
	struct in6_addr saddr;
	struct in6_addr daddr;
};

#endif
