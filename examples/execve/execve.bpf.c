// SPDX-License-Identifier: MIT
/* Sends the path of each execve(). */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "execve.h"

struct trace_event_raw_sys_enter {
	unsigned long args[6];
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, const char *path)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_probe_read_user_str(e->path, sizeof(e->path), path);
}

SEC("tp/syscalls/sys_enter_execve")
int enter_execve(const struct trace_event_raw_sys_enter *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	fill(e, (const char *)ctx->args[0]);
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
