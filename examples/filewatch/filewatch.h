/* SPDX-License-Identifier: MIT */
#ifndef FILEWATCH_H
#define FILEWATCH_H

#define PATH_SIZE 256

enum what { WHAT_READ, WHAT_WRITE, WHAT_DELETE, WHAT_RENAME, WHAT_COUNT };

struct event {
	int pid;
	int uid;
	int ret;   /* of the call: a negative errno where it was refused */
	unsigned what;
	char comm[16];
	char path[PATH_SIZE];
};

#endif
