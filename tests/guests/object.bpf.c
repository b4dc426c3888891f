// SPDX-License-Identifier: MIT
/* The kernel's side of tests/guests/v2_object.c: programs of many kinds, and maps. */
#include <linux/bpf.h>
#include <linux/ptrace.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "object.h"

char LICENSE[] SEC("license") = "GPL";

const volatile unsigned int constant = 41;
unsigned int initialized = 7;
unsigned int zeroed;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} token SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PROGRAMS);
	__type(key, __u32);
	__type(value, struct seen);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, __u64);
	__type(value, __u32);
} spare SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct odd);
} per_cpu SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { &inner },
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, 4);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct bpf_devmap_val));
} devices SEC(".maps");

static void note(void *ctx, __u32 program)
{
	struct seen *entry = bpf_map_lookup_elem(&seen, &program);

	if (!entry)
		return;
	entry->cookie = bpf_get_attach_cookie(ctx);
	entry->times++;
}

static int is_ours(unsigned long timeout)
{
	__u32 zero = 0, *wanted = bpf_map_lookup_elem(&token, &zero);

	return wanted && *wanted && *wanted == nanoseconds(timeout);
}

struct sys_enter {
	unsigned long long common;
	long number;
	unsigned long args[6];
};

SEC("tp/raw_syscalls/sys_enter")
int by_tp(struct sys_enter *ctx)
{
	if (ctx->number == SYS_PPOLL && is_ours(ctx->args[2]))
		note(ctx, BY_TP);
	return 0;
}

SEC("tp_btf/sys_enter")
int by_tp_btf(unsigned long long *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	unsigned long timeout = 0;

	bpf_probe_read_kernel(&timeout, sizeof(timeout), &PT_REGS_PARM3(regs));
	if (ctx[1] == SYS_PPOLL && is_ours(timeout))
		note(ctx, BY_TP_BTF);
	return 0;
}

SEC("uprobe/libc.so.6:ppoll")
int by_uprobe(struct pt_regs *ctx)
{
	if (is_ours(PT_REGS_PARM3(ctx)))
		note(ctx, BY_UPROBE);
	return 0;
}

SEC("perf_event")
int by_perf_event(void *ctx)
{
	note(ctx, BY_PERF_EVENT);
	return 0;
}

SEC("raw_tp/sys_enter")
int by_raw_tp(void *ctx)
{
	zeroed += constant;
	return 0;
}

__attribute__((noinline)) int verdict(struct xdp_md *ctx)
{
	volatile int ret = XDP_PASS;

	return ret;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return verdict(ctx);
}

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("?freplace")
int other_verdict(struct xdp_md *ctx)
{
	volatile int ret = XDP_TX;

	return ret;
}

SEC("?freplace/pass:verdict")
int third_verdict(struct xdp_md *ctx)
{
	volatile int ret = XDP_ABORTED;

	return ret;
}

SEC("tc")
int tc_pass(struct __sk_buff *skb)
{
	return 0;
}

SEC("tc")
int tc_drop(struct __sk_buff *skb)
{
	return 2;
}

/* The verifier refuses it. */
SEC("?raw_tp/sys_enter")
int wild(unsigned long long *ctx)
{
	return *(volatile int *)ctx[0];
}

/* A section that says nothing of its type. */
SEC("?of_no_kind")
int untyped(void *ctx)
{
	return XDP_PASS;
}

/* --- test runs -------------------------------------------------------------- */

SEC("xdp")
int mark(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 1 > end)
		return XDP_ABORTED;
	*data += 1;
	return XDP_TX;
}

/* Whatever program is the first. */
SEC("xdp")
int jump(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &programs, 0);
	return XDP_ABORTED;
}

SEC("xdp/devmap")
int leave(struct xdp_md *ctx)
{
	return XDP_PASS;
}

static long spend_one(__u32 i, void *ctx)
{
	return 0;
}

/* Takes a while. */
SEC("xdp")
int slow(struct xdp_md *ctx)
{
	bpf_loop(1 << 20, spend_one, NULL, 0);
	return XDP_PASS;
}

SEC("syscall")
int add(struct sum *ctx)
{
	ctx->sum = ctx->a + ctx->b;
	return 0;
}

/* --- iterators -------------------------------------------------------------- */

struct seq_file;
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));
struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	void *map;
	void *key;
	void *value;
} __attribute__((preserve_access_index));

SEC("iter/task")
int each_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%d\n", task->pid);
	return 0;
}

#ifdef NO_ENTRIES /* the kernel loads none */
SEC("?iter/bpf_map_elem")
#else
SEC("iter/bpf_map_elem")
#endif
int each_entry(struct bpf_iter__bpf_map_elem *ctx)
{
	__u64 *key = ctx->key;
	__u32 *value = ctx->value;

	if (key && value)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%llu=%u\n", *key, *value);
	return 0;
}
