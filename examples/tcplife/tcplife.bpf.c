// SPDX-License-Identifier: MIT
/* Sends an event for each TCP connection over IPv4 that ends. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "tcplife.h"

#define AF_INET 2

/* The kernel's states of TCP. */
enum { SYN_SENT = 2, SYN_RECEIVED = 3, FIN_WAIT1 = 4, CLOSE = 7, LAST_ACK = 9 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct trace_event_raw_inet_sock_set_state {
	const void *skaddr;
	int oldstate;
	int newstate;
	__u16 sport;
	__u16 dport;
	__u16 family;
	__u8 saddr[4];
	__u8 daddr[4];
};

struct tcp_sock {
	__u64 bytes_acked;
	__u64 bytes_received;
};
#pragma clang attribute pop

struct birth {
	__u64 time;
	int pid;
	char comm[16];
};

/* The key is the address of the kernel's socket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, const void *);
	__type(value, struct birth);
} births SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, const struct birth *birth, struct tcp_sock *tcp)
{
	e->pid = birth->pid;
	__builtin_memcpy(e->comm, birth->comm, sizeof(e->comm));
	e->duration_ns = bpf_ktime_get_ns() - birth->time;
	e->sent = BPF_CORE_READ(tcp, bytes_acked);
	e->received = BPF_CORE_READ(tcp, bytes_received);
}

static void begin(const void *socket)
{
	struct birth birth = { .time = bpf_ktime_get_ns() };

	bpf_map_update_elem(&births, &socket, &birth, BPF_NOEXIST);
}

/* For states that the process of the socket enters itself. */
static void note_process(const void *socket)
{
	struct birth *birth = bpf_map_lookup_elem(&births, &socket);

	if (!birth)
		return;
	birth->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(birth->comm, sizeof(birth->comm));
}

static void end(const void *socket, const struct trace_event_raw_inet_sock_set_state *ctx)
{
	const struct birth *birth = bpf_map_lookup_elem(&births, &socket);
	struct event *e;

	if (!birth)
		return;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (e) {
		fill(e, birth, (struct tcp_sock *)socket);
		bpf_probe_read_kernel(&e->local, 4, ctx->saddr);
		bpf_probe_read_kernel(&e->remote, 4, ctx->daddr);
		e->local_port = ctx->sport;
		e->remote_port = ctx->dport;
		bpf_ringbuf_submit(e, 0);
	}
	bpf_map_delete_elem(&births, &socket);
}

SEC("tp/sock/inet_sock_set_state")
int on_state(const struct trace_event_raw_inet_sock_set_state *ctx)
{
	const void *socket = ctx->skaddr;

	if (ctx->family != AF_INET)
		return 0;
	switch (ctx->newstate) {
	case SYN_SENT:
		begin(socket);
		note_process(socket);
		break;
	case SYN_RECEIVED:
		begin(socket);
		break;
	case FIN_WAIT1:
	case LAST_ACK:
		note_process(socket);
		break;
	case CLOSE:
		end(socket, ctx);
		break;
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
