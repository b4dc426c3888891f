// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

unsigned long long calls = 0, returns = 0;

SEC("uprobe")
int on_call(void *ctx)
{
	calls++;
	return 0;
}

SEC("uretprobe/libc.so.6:malloc")
int on_return(void *ctx)
{
	returns++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
