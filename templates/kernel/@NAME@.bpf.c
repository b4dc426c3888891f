/* The kernel side: sends an event for each program that is executed. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <wasm_bpf/stream.h>

/* What the kernel side sends. The guest's type for it is generated from the compiled
 * object. */
struct event {
	int pid WB_LEFT WB_WIDTH(7);  /* how tables show it */
	int ppid WB_LEFT WB_WIDTH(7);
	char comm[16];
	char filename[128];
};

/* Only the members of kernel types that this program reads. The load finds their offsets
 * in the running kernel. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct {
	struct task_struct *real_parent;
	int tgid;
};

struct trace_event_raw_sched_process_exec {
	unsigned __data_loc_filename;
};
#pragma clang attribute pop

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* The guest sets it before the load: 0, or the only parent to report. */
const volatile int only_ppid = 0;

/* Not inlined, so that the object's BTF has `struct event` and it is found there. */
static __noinline void fill(struct event *e, int ppid, const char *filename)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = ppid;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_probe_read_kernel_str(e->filename, sizeof(e->filename), filename);
}

SEC("tp/sched/sched_process_exec")
int handle_exec(const struct trace_event_raw_sched_process_exec *ctx)
{
	const struct task_struct *task = (void *)bpf_get_current_task();
	int ppid = BPF_CORE_READ(task, real_parent, tgid);
	struct event *e;

	if (only_ppid && ppid != only_ppid)
		return 0;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) /* the guest is behind and the buffer full */
		return 0;
	fill(e, ppid, (char *)ctx + (ctx->__data_loc_filename & 0xffff));
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
