/* SPDX-License-Identifier: MIT */
#ifndef SOCKFILTER_H
#define SOCKFILTER_H

struct event {
	unsigned source;       /* IPv4, in network order, */
	unsigned destination;  /* both */
	unsigned short source_port;
	unsigned short destination_port;  /* 0 for what has no ports */
	unsigned length;       /* of the packet, its headers included */
	unsigned char protocol;
	unsigned char type;    /* PACKET_HOST, PACKET_OUTGOING, ... of <linux/if_packet.h> */
};

#endif
