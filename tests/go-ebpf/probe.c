//go:build ignore

// SPDX-License-Identifier: MIT
/* What the tests of cilium/ebpf's names load: what a process writes to its
 * standard error is counted and sent. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum state { STATE_NEW, STATE_Done = 7 };

struct event {
	__u32 pid;
	__u8 comm[16];
	__u16 kind;
	__u64 number;
	enum state state;
};

/* Neither of these sizes is one that the kernel takes: they tell the type of the records. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(value, struct event);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} by_address SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 1);
			__type(key, __u32);
			__type(value, __u32);
		});
} outer SEC(".maps");

const volatile __u32 only_pid = 0;
__u64 TOTAL_count;

struct sys_enter {
	__u64 common;
	long id;
	unsigned long args[6];
};

/* What the runtime may write a stream by, here. */
#ifdef __TARGET_ARCH_x86
enum { WRITE = 1, WRITEV = 20 };
#else
enum { WRITE = 64, WRITEV = 66 };
#endif

SEC("tracepoint/raw_syscalls/sys_enter")
int on_write(struct sys_enter *ctx)
{
	struct event *event;
	__u64 *count;
	__u32 zero = 0;

	if (bpf_get_current_pid_tgid() >> 32 != only_pid || ctx->args[0] != 2 ||
	    (ctx->id != WRITE && ctx->id != WRITEV))
		return 0;
	count = bpf_map_lookup_elem(&per_cpu, &zero);
	if (count)
		*count += 1;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = only_pid;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	event->kind = 3;
	event->number = __sync_fetch_and_add(&TOTAL_count, 1);
	event->state = STATE_Done;
	bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, event, sizeof(*event));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	return ctx->data_end - ctx->data > 20 ? XDP_DROP : XDP_PASS;
}

SEC("tc")
int pass(struct __sk_buff *skb)
{
	return 0;
}

SEC("tcx/ingress")
int front(void *ctx)
{
	return -1;
}

SEC("tcx/ingress")
int behind(void *ctx)
{
	return -1;
}

SEC("cgroup_skb/egress")
int egress(struct __sk_buff *skb)
{
	return 1;
}

/* The verifier refuses it: a struct without it must load all the same. */
SEC("socket")
int wrong(struct __sk_buff *skb)
{
	return *(int *)(long)only_pid;
}

char LICENSE[] SEC("license") = "GPL";
