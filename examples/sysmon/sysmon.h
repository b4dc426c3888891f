/* SPDX-License-Identifier: MIT */
#ifndef SYSMON_H
#define SYSMON_H

#include <wasm_bpf/stream.h>

struct event {
	int pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	unsigned number WB_TITLE("SYSCALL") WB_LEFT WB_WIDTH(7);
	char what[8]; /* seen, or killed */
};

#endif
