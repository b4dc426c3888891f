// SPDX-License-Identifier: MIT
/*
 * The kernel's side of tests/guests/abi.c: says what it is told to, when it is told
 * to. The guest writes an order into the map `orders`, then sleeps for as many
 * nanoseconds as its token says, which makes the runtime call ppoll(2) with them.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "abi.h"

#ifndef STREAM
#define STREAM "wbt-stream"
#endif

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct order);
} orders SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} ring2 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, __u64);
	__type(value, __u32);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct odd);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__uint(value_size, 4);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4);
} programs SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

__u64 seen;
const volatile __u32 initial = 41;

static __u8 scratch[8192];

/* A size that the verifier believes to be in bounds. */
static __u32 size_of(const struct order *order)
{
	__u32 size = order->size;

	asm volatile("%0 &= 16383" : "+r"(size));
	return size <= sizeof(scratch) ? size : sizeof(scratch);
}

struct emit {
	void *ctx;
	struct order *order;
};

static void emit_ring(void *map, struct order *order, __u64 number)
{
	*(__u64 *)scratch = number;
	if (bpf_ringbuf_output(map, scratch, size_of(order), BPF_RB_NO_WAKEUP))
		__sync_fetch_and_add(&order->dropped, 1);
}

static long emit_one(__u32 i, struct emit *emit)
{
	struct order *order = emit->order;
	__u64 number = order->next++;

	if (order->to == TO_PERF) {
		*(__u64 *)scratch = number;
		bpf_perf_event_output(emit->ctx, &perf, BPF_F_CURRENT_CPU, scratch, size_of(order));
	} else if (order->to == TO_RING) {
		emit_ring(&ring, order, number);
	} else if (order->to == TO_RING2) {
		emit_ring(&ring2, order, number);
	} else if (number & 1) {
		emit_ring(&ring2, order, number);
	} else {
		emit_ring(&ring, order, number);
	}
	return 0;
}

static long fill_one(__u32 i, void *ctx)
{
	scratch[i & 8191] = (__u8)i;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_syscall(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	unsigned long timeout = 0;
	struct emit emit = { ctx };
	struct order *order;
	__u32 zero = 0;

	if (ctx->args[1] != SYS_PPOLL)
		return 0;
	bpf_probe_read_kernel(&timeout, sizeof(timeout), &PT_REGS_PARM3(regs));
	order = bpf_map_lookup_elem(&orders, &zero);
	if (!order || !order->token || nanoseconds(timeout) != order->token)
		return 0;
	emit.order = order;
	bpf_loop(sizeof(scratch), fill_one, NULL, 0);
	seen++;
	bpf_loop(order->count, emit_one, &emit, 0);
	return 0;
}

/* A record a system call of the processes called STREAM, with the wake-ups that the
 * kernel finds right. */
SEC("raw_tp/sys_enter")
int stream(struct bpf_raw_tracepoint_args *ctx)
{
	static const char name[] = STREAM;
	struct order *order;
	char comm[16] = {};
	__u32 zero = 0;
	__u64 *record;

	bpf_get_current_comm(comm, sizeof(comm));
	for (unsigned int i = 0; i < sizeof(name); i++)
		if (comm[i] != name[i])
			return 0;
	order = bpf_map_lookup_elem(&orders, &zero);
	if (!order)
		return 0;
	if (order->to == TO_PERF) {
		const __u64 sample[] = { order->next++, 0 };

		if (bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, (void *)sample,
					  sizeof(sample)) < 0)
			order->dropped++;
		return 0;
	}
	record = bpf_ringbuf_reserve(&ring2, 24, 0);
	if (record) {
		*record = order->next++;
		bpf_ringbuf_submit(record, 0);
	} else {
		order->next++;
		order->dropped++;
	}
	return 0;
}

SEC("tp/syscalls/sys_enter_nosuchcall")
int nowhere(void *ctx)
{
	return 0;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tc")
int tc_pass(struct __sk_buff *skb)
{
	return 0;
}

SEC("sockops")
int ops(struct bpf_sock_ops *ctx)
{
	return 1;
}

SEC("perf_event")
int tick(void *ctx)
{
	seen++;
	return 0;
}
