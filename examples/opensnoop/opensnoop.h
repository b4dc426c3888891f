/* SPDX-License-Identifier: MIT */
#ifndef OPENSNOOP_H
#define OPENSNOOP_H

struct event {
	int pid;
	int ret;  /* the descriptor, or -errno in Linux's numbers */
	char comm[16];
	char path[256];
};

#endif
