// SPDX-License-Identifier: MIT
/* Sends an event for each exec and for each exit of a process. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "bootstrap.h"

/* Only the members of kernel types that this program reads. The load finds their offsets
 * in the running kernel. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	struct task_struct *real_parent;
	int tgid;
	int exit_code;
};

struct trace_event_raw_sched_process_exec {
	unsigned __data_loc_filename;
};
#pragma clang attribute pop

/* The exec times of running processes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, int);
	__type(value, __u64);
} exec_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

/* The guest sets it before the load: leave out shorter processes, and execs. */
const volatile __u64 min_duration_ns = 0;

/* Fills what both events have. Not inlined, so that the object's BTF has `struct event`. */
static __noinline void describe(struct event *e, int pid)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	e->pid = pid;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
}

SEC("tp/sched/sched_process_exec")
int handle_exec(const struct trace_event_raw_sched_process_exec *ctx)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	__u64 now = bpf_ktime_get_ns();
	struct event *e;

	bpf_map_update_elem(&exec_start, &pid, &now, BPF_ANY);
	if (min_duration_ns)
		return 0;
	e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);
	if (!e)
		return 0;
	describe(e, pid);
	e->exit_event = false;
	e->exit_code = 0;
	e->duration_ns = 0;
	bpf_probe_read_kernel_str(e->filename, sizeof(e->filename),
				  (void *)ctx + (ctx->__data_loc_filename & 0xffff));
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("tp/sched/sched_process_exit")
int handle_exit(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u64 id = bpf_get_current_pid_tgid(), duration = 0, *start;
	int pid = id >> 32;
	struct event *e;

	if (pid != (int)id) /* a thread, not the process */
		return 0;
	start = bpf_map_lookup_elem(&exec_start, &pid);
	if (start)
		duration = bpf_ktime_get_ns() - *start;
	bpf_map_delete_elem(&exec_start, &pid);
	if (duration < min_duration_ns)
		return 0;
	e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);
	if (!e)
		return 0;
	describe(e, pid);
	e->exit_event = true;
	e->exit_code = (BPF_CORE_READ(task, exit_code) >> 8) & 0xff;
	e->duration_ns = duration;
	e->filename[0] = '\0';
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
