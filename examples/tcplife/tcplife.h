/* SPDX-License-Identifier: MIT */
#ifndef TCPLIFE_H
#define TCPLIFE_H

struct event {
	int pid;
	char comm[16];
	unsigned local_address;  /* IPv4, in network order */
	unsigned remote_address;
	unsigned short local_port;
	unsigned short remote_port;
	unsigned long long sent;      /* bytes, as far as they are acknowledged */
	unsigned long long received;
	unsigned long long duration_ns;
};

#endif
