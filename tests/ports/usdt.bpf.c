// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <stdbool.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

int fired = 0;

SEC("usdt")
int on_probe(struct pt_regs *ctx)
{
	fired++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
