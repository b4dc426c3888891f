// SPDX-License-Identifier: MIT
/* Sends the path and the result of each openat(), through a perf buffer. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>
#include "opensnoop.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct trace_event_raw_sys_enter {
	unsigned long args[6];
};

struct trace_event_raw_sys_exit {
	long ret;
};
#pragma clang attribute pop

/* The paths of the calls that have not returned yet, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, const char *);
} paths SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} events SEC(".maps");

/* The guest sets these before the load: the only process to report, or 0; only failures. */
const volatile int only_pid = 0;
const volatile bool only_failed = false;

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, int ret, const char *path)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->fd = ret < 0 ? -1 : ret;
	e->err = ret < 0 ? -ret : 0;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_probe_read_user_str(e->path, sizeof(e->path), path);
}

SEC("tp/syscalls/sys_enter_openat")
int enter_openat(const struct trace_event_raw_sys_enter *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	const char *path = (const char *)ctx->args[1];
	__u32 thread = id;

	if (!only_pid || only_pid == id >> 32)
		bpf_map_update_elem(&paths, &thread, &path, BPF_ANY);
	return 0;
}

SEC("tp/syscalls/sys_exit_openat")
int exit_openat(const struct trace_event_raw_sys_exit *ctx)
{
	__u32 thread = bpf_get_current_pid_tgid();
	const char **path = bpf_map_lookup_elem(&paths, &thread);
	struct event e = { 0 };

	if (!path)
		return 0;
	if (!only_failed || ctx->ret < 0) {
		fill(&e, ctx->ret, *path);
		bpf_perf_event_output((void *)ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
	}
	bpf_map_delete_elem(&paths, &thread);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
