/* SPDX-License-Identifier: MIT */
#ifndef WATCH_H
#define WATCH_H

struct start {
	int pid;
	char comm[16];
};

#endif
