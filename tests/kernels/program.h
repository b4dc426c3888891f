/* SPDX-License-Identifier: MIT */
/* What the programs of the checks share: an architecture's registers, and what a check reads. */
#ifndef PROGRAM_TEST_H
#define PROGRAM_TEST_H

#define __VMLINUX_H__ /* registers have the kernel's names, not those of its headers for programs */
#include <linux/bpf.h>
#include <stdbool.h>

#ifdef __TARGET_ARCH_arm64
struct user_pt_regs {
	__u64 regs[31], sp, pc, pstate;
};
struct pt_regs {
	struct user_pt_regs user_regs;
};
#else
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax;
	unsigned long ip, cs, flags, sp, ss;
} __attribute__((preserve_access_index));
#endif

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__u64 hits;
	__s64 value;
} seen;

static int saw(__s64 value)
{
	seen.value = value;
	__sync_fetch_and_add(&seen.hits, 1);
	return 0;
}

#endif
