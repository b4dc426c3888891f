/* SPDX-License-Identifier: MIT */
#ifndef EXECSNOOP_H
#define EXECSNOOP_H

#define ARGS_SIZE 1024
#define ARGS_MAX 20
#define ARG_SIZE 128  /* of one, its NUL included */

/* As long as its arguments make it. */
struct event {
	int pid;
	int ppid;
	int uid;
	int ret;           /* of execve(): 0, or a negative errno */
	unsigned args;     /* how many are here, */
	unsigned size;     /* and their bytes: each ends in NUL */
	char comm[16];     /* of who called */
	char text[ARGS_SIZE];
};

#endif
