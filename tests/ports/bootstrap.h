/* SPDX-License-Identifier: MIT */
struct event {
	int pid;
	unsigned int cpu;
	unsigned long long time;
	char comm[16];
};
