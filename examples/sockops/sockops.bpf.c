// SPDX-License-Identifier: MIT
/* Sends an event when a TCP connection over IPv4 of a cgroup begins or ends. */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockops.h"

#define AF_INET 2
#define TCP_CLOSE 7

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, struct bpf_sock_ops *ops)
{
	e->local_address = ops->local_ip4;
	e->remote_address = ops->remote_ip4;
	e->local_port = ops->local_port;
	e->remote_port = bpf_ntohl(ops->remote_port);
	e->rtt_us = ops->srtt_us >> 3;
}

static void send(struct bpf_sock_ops *ops, enum what what)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return;
	fill(e, ops);
	e->what = what;
	bpf_ringbuf_submit(e, 0);
}

SEC("sockops")
int on_operation(struct bpf_sock_ops *ops)
{
	if (ops->family != AF_INET)
		return 1;
	switch (ops->op) {
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		send(ops, CONNECTED);
		bpf_sock_ops_cb_flags_set(ops, BPF_SOCK_OPS_STATE_CB_FLAG);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		send(ops, ACCEPTED);
		bpf_sock_ops_cb_flags_set(ops, BPF_SOCK_OPS_STATE_CB_FLAG);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (ops->args[1] == TCP_CLOSE)
			send(ops, CLOSED);
		break;
	}
	return 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
