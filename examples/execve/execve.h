/* SPDX-License-Identifier: MIT */
#ifndef EXECVE_H
#define EXECVE_H

struct event {
	int pid;
	char comm[16];  /* who calls */
	char path[128]; /* what it asks for, whether or not it is there */
};

#endif
