/* SPDX-License-Identifier: MIT */
/* For a typed guest that uses what the host has beside its world: see host.c. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <wasm_bpf/stream.h>
#include "entered.h"

char LICENSE[] SEC("license") = "GPL";

struct event {
	__u32 number;
	char name[12];
};

/* What only the guest makes. */
struct row {
	char name[12];
	__u64 count;
	int low;
};
WB_RECORD(row);

struct wide {
	char text[60000];
};
WB_RECORD(wide);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct event);
} others SEC(".maps");

#ifdef UNREAD
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct event);
} unread SEC(".maps");
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct event);
} parts SEC(".maps");

const volatile __u32 asked = 0;
__u32 number = 0;

static void send(void *ring)
{
	struct event *event = bpf_ringbuf_reserve(ring, sizeof(*event), 0);

	if (!event)
		return;
	event->number = number;
	bpf_get_current_comm(event->name, sizeof(event->name));
	bpf_ringbuf_submit(event, 0);
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(struct entered *context)
{
	if (!asked || context->args[0] != asked)
		return 0;
	number++;
	send(&events);
	send(&others);
#ifdef UNREAD
	send(&unread);
#endif
	return 0;
}

SEC("xdp")
int shorten(struct xdp_md *context)
{
	__u8 *data = (void *)(long)context->data;

	if ((void *)(data + 1) > (void *)(long)context->data_end)
		return XDP_ABORTED;
	*data = 7;
	return bpf_xdp_adjust_tail(context, -4) ? XDP_ABORTED : XDP_DROP;
}

struct bpf_iter_meta {
	void *seq;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	void *task;
} __attribute__((preserve_access_index));

SEC("iter/task")
int tasks(struct bpf_iter__task *context)
{
	static const char text[] = "task\n";

	if (context->task)
		bpf_seq_write((void *)context->meta->seq, text, sizeof(text) - 1);
	return 0;
}
