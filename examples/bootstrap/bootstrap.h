/* SPDX-License-Identifier: MIT */
/* What the kernel side sends. The guest gets it from bootstrap.types.h, which btf2h
 * generates from the compiled object. */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include <stdbool.h>

#define TASK_COMM_LEN 16
#define MAX_FILENAME_LEN 127

struct event {
	int pid;
	int ppid;
	unsigned exit_code;             /* 0 to 255, as a shell shows it */
	unsigned long long duration_ns; /* from exec to exit, 0 if the exec was not seen */
	char comm[TASK_COMM_LEN];
	char filename[MAX_FILENAME_LEN];
	bool exit_event;
};

#endif
