// SPDX-License-Identifier: MIT
/* The struct of the walk in the README: padding in the middle, text, a bool. */
#define bool _Bool

struct event {
	int pid;
	int ppid;
	unsigned int exit_code;
	unsigned long long duration_ns;
	char comm[16];
	char filename[127];
	bool exit_event;
};

struct event _event __attribute__((unused));
