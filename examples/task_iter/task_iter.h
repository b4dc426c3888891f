/* SPDX-License-Identifier: MIT */
#ifndef TASK_ITER_H
#define TASK_ITER_H

#include <wasm_bpf/stream.h>

struct task_row {
	int pid;        /* of the thread, */
	int process;    /* and of its process */
	int parent;
	unsigned state; /* bits of the kernel's: 0 runs, 1 sleeps, 2 cannot be woken, ... */
	int stack;      /* how many frames of the kernel's are here */
	char comm[16];
	unsigned long long frames[8];
};

/* What the user sees of it. */
struct thread {
	int process WB_LEFT WB_WIDTH(7);
	int thread WB_LEFT WB_WIDTH(7);
	int parent WB_LEFT WB_WIDTH(7);
	char state[2] WB_TITLE("S") WB_WIDTH(1);
	char comm[16];
	char function[128] WB_TITLE("IN THE KERNEL");
};

#endif
