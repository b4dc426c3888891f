// SPDX-License-Identifier: MIT
/* Allows or refuses connections of a cgroup's processes, by port. */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "guard.h"

/* The guest makes it of the event. */
WB_RECORD(attempt);

#define REFUSE 0
#define ALLOW 1

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* The ports that the guest allows. Only the keys matter. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __u16);
	__type(value, __u8);
} allowed SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, int refused)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	e->refused = refused;
}

SEC("cgroup/connect4")
int on_connect(struct bpf_sock_addr *ctx)
{
	__u16 port = bpf_ntohs(ctx->user_port);
	int verdict = bpf_map_lookup_elem(&allowed, &port) ? ALLOW : REFUSE;
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (e) {
		fill(e, verdict == REFUSE);
		e->address = ctx->user_ip4;
		e->port = port;
		bpf_ringbuf_submit(e, 0);
	}
	return verdict;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
