/* SPDX-License-Identifier: MIT */
#ifndef OPENSNOOP_H
#define OPENSNOOP_H

#include <wasm_bpf/stream.h>

struct event {
	int pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	int fd WB_WIDTH(3);            /* or -1 */
	int err WB_NUMBER WB_WIDTH(3); /* 0, or an errno in Linux's numbers */
	char path[256];
};

#endif
