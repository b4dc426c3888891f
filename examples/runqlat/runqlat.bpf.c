// SPDX-License-Identifier: MIT
/* Counts how long tasks wait for a CPU, in a histogram of powers of two. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <stdbool.h>
#include <wasm_bpf/stream.h>

#define SLOTS 26
#define TASK_RUNNING 0

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	int pid;
	int tgid;
	unsigned __state;
};

struct task_struct___before_5_14 {
	long state;
};
#pragma clang attribute pop

/* What the guest makes of the histogram. */
struct waits {
	__u64 slots[SLOTS] WB_TITLE("usecs");
};
WB_RECORD(waits);

/* The time when a task began to wait, by its ID. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, int);
	__type(value, __u64);
} since SEC(".maps");

/* Slot n counts waits of 2^n to 2^(n+1) microseconds; the last also counts longer ones. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} histogram SEC(".maps");

const volatile int only_pid = 0;

static void waits(const struct task_struct *task)
{
	int pid = task->pid;
	__u64 now = bpf_ktime_get_ns();

	if (pid && (!only_pid || only_pid == task->tgid))
		bpf_map_update_elem(&since, &pid, &now, BPF_ANY);
}

static bool is_running(const struct task_struct *task)
{
	struct task_struct___before_5_14 *old = (void *)task;

	if (bpf_core_field_exists(task->__state))
		return task->__state == TASK_RUNNING;
	return BPF_CORE_READ(old, state) == TASK_RUNNING;
}

static __u32 log2_slot(__u64 value)
{
	__u32 slot = 0;

	for (int i = 0; i < SLOTS - 1; i++) {
		value >>= 1;
		if (!value)
			break;
		slot++;
	}
	return slot;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(sched_wakeup, const struct task_struct *task)
{
	waits(task);
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(sched_wakeup_new, const struct task_struct *task)
{
	waits(task);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, const struct task_struct *before,
	     const struct task_struct *next)
{
	int pid = next->pid;
	__u64 *start, *count;
	__u32 slot;

	if (is_running(before))
		waits(before);
	start = bpf_map_lookup_elem(&since, &pid);
	if (!start)
		return 0;
	slot = log2_slot((bpf_ktime_get_ns() - *start) / 1000);
	count = bpf_map_lookup_elem(&histogram, &slot);
	if (count)
		__sync_fetch_and_add(count, 1);
	bpf_map_delete_elem(&since, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
