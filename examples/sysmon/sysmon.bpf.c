// SPDX-License-Identifier: MIT
/* Watches a process and all that it starts: system calls that are not allowed to them are
 * told of, and end the process if so wished. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <stdbool.h>
#include "sysmon.h"

#define SIGKILL 9

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	int pid;
	int tgid;
};
#pragma clang attribute pop

/* The watched processes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, int);
	__type(value, __u8);
} watched SEC(".maps");

/* The numbers of the system calls to report. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u8);
} refused SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

const volatile bool kill_them = false;

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, int pid, __u32 number)
{
	e->pid = pid;
	e->number = number;
	__builtin_memcpy(e->what, kill_them ? "killed\0" : "seen\0\0\0", sizeof(e->what));
	bpf_get_current_comm(e->comm, sizeof(e->comm));
}

SEC("raw_tp/sys_enter")
int BPF_PROG(enter, void *regs, long id)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	__u32 number = id;
	struct event *e;

	if (!bpf_map_lookup_elem(&watched, &pid) || !bpf_map_lookup_elem(&refused, &number))
		return 0;
	if (kill_them)
		bpf_send_signal(SIGKILL);
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (e) {
		fill(e, pid, number);
		bpf_ringbuf_submit(e, 0);
	}
	return 0;
}

SEC("raw_tp/sched_process_fork")
int BPF_PROG(fork, struct task_struct *parent, struct task_struct *child)
{
	int from = BPF_CORE_READ(parent, tgid), to = BPF_CORE_READ(child, tgid);
	static const __u8 yes = 1;

	if (bpf_map_lookup_elem(&watched, &from))
		bpf_map_update_elem(&watched, &to, &yes, BPF_ANY);
	return 0;
}

SEC("raw_tp/sched_process_exit")
int BPF_PROG(leave, struct task_struct *task)
{
	int pid = BPF_CORE_READ(task, pid);

	if (pid == BPF_CORE_READ(task, tgid))
		bpf_map_delete_elem(&watched, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
