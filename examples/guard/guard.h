/* SPDX-License-Identifier: MIT */
#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>

struct event {
	int pid;
	char comm[16];
	unsigned address;    /* IPv4, in network order */
	unsigned short port;
	bool refused;
};

#endif
