/* SPDX-License-Identifier: MIT */
#ifndef FILEWATCH_H
#define FILEWATCH_H

#include <wasm_bpf/stream.h>

#define PATH_SIZE 256

struct event {
	int pid WB_LEFT WB_WIDTH(7);
	int uid WB_LEFT WB_WIDTH(6);
	char comm[16];
	char what[8] WB_WIDTH(7);
	int ret WB_NUMBER WB_WIDTH(4); /* of the call: a negative errno if it was refused */
	char path[PATH_SIZE];
};

#endif
