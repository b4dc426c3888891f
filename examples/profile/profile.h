/* SPDX-License-Identifier: MIT */
#ifndef PROFILE_H
#define PROFILE_H

#define DEPTH 127

struct sample {
	int stack;  /* in the map of stacks; negative: none, it was in user space */
	char comm[16];
};

#endif
