/* SPDX-License-Identifier: MIT */
#ifndef TASK_ITER_H
#define TASK_ITER_H

struct task_row {
	int pid;        /* of the thread, */
	int process;    /* and of its process */
	int parent;
	unsigned state; /* bits of the kernel's: 0 runs, 1 sleeps, 2 cannot be woken, ... */
	int stack;      /* how many frames of the kernel's are here */
	char comm[16];
	unsigned long long frames[8];
};

#endif
