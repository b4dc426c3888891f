/* SPDX-License-Identifier: MIT */
#ifndef TCPCONNLAT_H
#define TCPCONNLAT_H

struct event {
	int pid;
	char comm[16];
	unsigned local_address;   /* IPv4, in network order, */
	unsigned remote_address;  /* both */
	unsigned short remote_port;
	unsigned long long latency_ns;  /* from SYN to established */
};

#endif
