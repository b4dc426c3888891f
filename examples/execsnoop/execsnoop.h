/* SPDX-License-Identifier: MIT */
#ifndef EXECSNOOP_H
#define EXECSNOOP_H

#include <wasm_bpf/stream.h>

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

/* What the user sees of it. */
struct exec {
	char caller[16];
	int pid WB_LEFT WB_WIDTH(7);
	int ppid WB_LEFT WB_WIDTH(7);
	int uid WB_LEFT WB_WIDTH(6);
	int ret WB_NUMBER WB_WIDTH(3);
	char arguments[2 * ARGS_SIZE + 4 * ARGS_MAX]; /* quotes and backslashes may be added */
};

#endif
