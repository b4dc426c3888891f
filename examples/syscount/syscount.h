/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/stream.h>

/* Who made system calls: a process, or with `by_number` the number of the call. */
struct who {
	__u32 id;
	char comm[16];
};

/* What the user sees: one or the other. */
struct process_calls {
	__u32 pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	__u64 calls WB_WIDTH(10);
};

struct number_calls {
	__u32 syscall;
	__u64 calls WB_WIDTH(10);
};
