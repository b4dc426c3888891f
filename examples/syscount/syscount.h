/* SPDX-License-Identifier: MIT */
/* Who made system calls: a process, or with `by_number` the number of the call. */
struct who {
	__u32 id;
	char comm[16];
};
