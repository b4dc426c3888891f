/* SPDX-License-Identifier: MIT */
#ifndef LSM_H
#define LSM_H

struct event {
	int pid;
	char comm[16];
	char filename[128];
};

#endif
