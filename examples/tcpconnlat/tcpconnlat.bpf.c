// SPDX-License-Identifier: MIT
/* Sends how long connecting took for each TCP client over IPv4. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "tcpconnlat.h"

#define AF_INET 2

/* The kernel's states of TCP. */
enum { ESTABLISHED = 1, SYN_SENT = 2 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct trace_event_raw_inet_sock_set_state {
	const void *skaddr;
	int oldstate;
	int newstate;
	__u16 dport;
	__u16 family;
	__u8 saddr[4];
	__u8 daddr[4];
};
#pragma clang attribute pop

struct attempt {
	__u64 begin;
	int pid;
	char comm[16];
};

/* The key is the address of the kernel's socket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, const void *);
	__type(value, struct attempt);
} attempts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* The guest sets it before the load: leave out faster connections. */
const volatile __u64 min_ns = 0;

/* Runs in the process that connects. */
static void begin(const void *socket)
{
	struct attempt attempt = { .begin = bpf_ktime_get_ns() };

	attempt.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(attempt.comm, sizeof(attempt.comm));
	bpf_map_update_elem(&attempts, &socket, &attempt, BPF_ANY);
}

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e, const struct attempt *attempt, __u64 latency_ns)
{
	e->pid = attempt->pid;
	__builtin_memcpy(e->comm, attempt->comm, sizeof(e->comm));
	e->latency_ns = latency_ns;
}

static void send(const struct attempt *attempt,
		 const struct trace_event_raw_inet_sock_set_state *ctx)
{
	const __u64 latency_ns = bpf_ktime_get_ns() - attempt->begin;
	struct event *e;

	if (latency_ns < min_ns)
		return;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return;
	fill(e, attempt, latency_ns);
	bpf_probe_read_kernel(&e->local, 4, ctx->saddr);
	bpf_probe_read_kernel(&e->remote, 4, ctx->daddr);
	e->port = ctx->dport;
	bpf_ringbuf_submit(e, 0);
}

SEC("tp/sock/inet_sock_set_state")
int on_state(const struct trace_event_raw_inet_sock_set_state *ctx)
{
	const void *socket = ctx->skaddr;
	const struct attempt *attempt;

	if (ctx->family != AF_INET)
		return 0;
	if (ctx->newstate == SYN_SENT)
		begin(socket);
	if (ctx->oldstate != SYN_SENT)
		return 0;
	attempt = bpf_map_lookup_elem(&attempts, &socket);
	if (attempt && ctx->newstate == ESTABLISHED)
		send(attempt, ctx);
	bpf_map_delete_elem(&attempts, &socket);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
