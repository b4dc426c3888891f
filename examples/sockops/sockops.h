/* SPDX-License-Identifier: MIT */
#ifndef SOCKOPS_H
#define SOCKOPS_H

enum what { CONNECTED, ACCEPTED, CLOSED };

struct event {
	enum what what;
	unsigned local_address;  /* IPv4, in network order */
	unsigned remote_address;
	unsigned short local_port;
	unsigned short remote_port;
	unsigned rtt_us;         /* smoothed round-trip time */
};

#endif
