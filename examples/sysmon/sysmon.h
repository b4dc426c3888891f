/* SPDX-License-Identifier: MIT */
#ifndef SYSMON_H
#define SYSMON_H

#include <stdbool.h>

struct event {
	int pid;
	unsigned number;   /* of the system call */
	bool killed;
	char comm[16];
};

#endif
