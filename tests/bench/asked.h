/* SPDX-License-Identifier: MIT */
/* Calls emit(), which the includer defines, BURST times whenever somebody asks for the process
 * group of `asked`; in BPF. */
#include "../typed/entered.h"

#ifndef BURST
#define BURST 1000
#endif

const volatile __u32 asked SEC(".rodata.asked") = 0;

static long emit(__u32 i, void *context);

/* The last one of a burst wakes the reader. */
static __u64 wake_at(__u32 i)
{
	return i + 1 == BURST ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(struct entered *context)
{
	if (asked && context->args[0] == asked)
		bpf_loop(BURST, emit, NULL, 0);
	return 0;
}
