/* SPDX-License-Identifier: MIT */
#ifndef GUARD_H
#define GUARD_H

#include <wasm_bpf/stream.h>
#include <stdbool.h>

struct event {
	int pid;
	char comm[16];
	unsigned address;    /* IPv4, in network order */
	unsigned short port;
	bool refused;
};

/* What the user sees of it. */
struct attempt {
	int pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	char verdict[8] WB_WIDTH(7);
	char address[22]; /* and the port */
};

#endif
