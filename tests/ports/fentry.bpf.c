// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int calls = 0;

SEC("fentry/do_unlinkat")
int on_call(void *ctx)
{
	calls++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
