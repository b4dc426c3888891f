// SPDX-License-Identifier: MIT
/* Writes a row for each thread there is: the kernel calls this for one after the other, when
 * somebody reads. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "task_iter.h"

/* The guest makes it of a row. */
WB_RECORD(thread);

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	int pid;
	int tgid;
	unsigned __state;
	struct task_struct *real_parent;
	char comm[16];
};

struct task_struct___before_5_14 {
	long state;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};
#pragma clang attribute pop

static unsigned state_of(const struct task_struct *task)
{
	const struct task_struct___before_5_14 *old = (const void *)task;

	return bpf_core_field_exists(task->__state) ? BPF_CORE_READ(task, __state)
						    : (unsigned)BPF_CORE_READ(old, state);
}

/* Not inlined, so that the object's BTF has `struct task_row`. */
static __noinline void fill(struct task_row *row, struct task_struct *task)
{
	row->pid = BPF_CORE_READ(task, pid);
	row->process = BPF_CORE_READ(task, tgid);
	row->parent = BPF_CORE_READ(task, real_parent, tgid);
	row->state = state_of(task);
	bpf_probe_read_kernel_str(row->comm, sizeof(row->comm), task->comm);
}

SEC("iter/task")
int each_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_row row = { 0 };
	long size;

	if (!task) /* after the last one */
		return 0;
	fill(&row, task);
	size = bpf_get_task_stack(task, row.frames, sizeof(row.frames), 0);
	row.stack = size > 0 ? size / sizeof(row.frames[0]) : 0;
	bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
