// SPDX-License-Identifier: MIT
/* Sends the arguments and the result of each execve(), in records of variable length. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "execsnoop.h"

/* The guest makes it of the event. */
WB_RECORD(exec);

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	struct task_struct *real_parent;
	int tgid;
};

struct trace_event_raw_sys_enter {
	unsigned long args[6];
};

struct trace_event_raw_sys_exit {
	long ret;
};
#pragma clang attribute pop

/* The calls that have not returned yet, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct event);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} events SEC(".maps");

static const struct event empty;

/* The guest sets it before the load: report only failures. */
const volatile int only_failed = 0;

/* Adds an argument. Returns false after the last, or if there is no more space. */
static int add_argument(struct event *e, const char *argument)
{
	int len;

	if (!argument || e->size > ARGS_SIZE - ARG_SIZE)
		return 0;
	len = bpf_probe_read_user_str(e->text + e->size, ARG_SIZE, argument);
	if (len < 0)
		return 0;
	e->size += len;
	e->args++;
	return 1;
}

SEC("tp/syscalls/sys_enter_execve")
int enter_execve(const struct trace_event_raw_sys_enter *ctx)
{
	const char *const *arguments = (void *)ctx->args[1], *argument;
	__u32 thread = bpf_get_current_pid_tgid();
	struct event *e;

	bpf_map_update_elem(&calls, &thread, &empty, BPF_ANY);
	e = bpf_map_lookup_elem(&calls, &thread);
	if (!e)
		return 0;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	for (int i = 0; i < ARGS_MAX; i++)
		if (bpf_probe_read_user(&argument, sizeof(argument), &arguments[i]) ||
		    !add_argument(e, argument))
			break;
	return 0;
}

SEC("tp/syscalls/sys_exit_execve")
int exit_execve(const struct trace_event_raw_sys_exit *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u64 id = bpf_get_current_pid_tgid();
	__u32 thread = id, size;
	struct event *e = bpf_map_lookup_elem(&calls, &thread);

	if (!e)
		return 0;
	e->pid = id >> 32;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	e->uid = bpf_get_current_uid_gid();
	e->ret = ctx->ret;
	size = e->size;
	if (size <= ARGS_SIZE && (!only_failed || e->ret))
		bpf_ringbuf_output(&events, e, __builtin_offsetof(struct event, text) + size, 0);
	bpf_map_delete_elem(&calls, &thread);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
