// SPDX-License-Identifier: MIT
/* Sends the arguments of a static probe in a program. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <linux/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <stdbool.h>
#include <bpf/usdt.bpf.h>
#include "usdt.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, int arguments)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->arguments = arguments;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
}

SEC("usdt")
int on_probe(struct pt_regs *ctx)
{
	int arguments = bpf_usdt_arg_cnt(ctx);
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	fill(e, arguments);
	for (int i = 0; i < ARGUMENTS; i++) {
		long value = 0;

		bpf_usdt_arg(ctx, i, &value);  /* fails, and leaves 0, where there is none */
		e->values[i] = value;
	}
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
