/* SPDX-License-Identifier: MIT */
#ifndef UPROBE_H
#define UPROBE_H

#include <stdbool.h>

struct event {
	int pid;
	bool is_return;
	char comm[16];
	long long values[3];  /* the first arguments, or the result and nothing */
};

#endif
