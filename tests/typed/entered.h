/* SPDX-License-Identifier: MIT */
/* What a tracepoint gets when a process begins a system call; in BPF. */
struct entered {
	__u64 head;
	long number;
	unsigned long args[6];
};
