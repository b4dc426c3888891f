/* SPDX-License-Identifier: MIT */
#ifndef PROFILE_H
#define PROFILE_H

/* What was found to run: stacks by their number, or a negative errno of the kernel's. */
struct sample {
	int pid;
	int kernel_stack;
	int user_stack;
	char comm[16];
};

#define DEPTH 127 /* of a stack */

#endif
