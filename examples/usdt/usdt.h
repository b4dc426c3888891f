/* SPDX-License-Identifier: MIT */
#ifndef USDT_H
#define USDT_H

#define ARGUMENTS 4

struct event {
	int pid;
	unsigned arguments;  /* how many the probe has; the first of them are here */
	char comm[16];
	long long values[ARGUMENTS];
};

#endif
