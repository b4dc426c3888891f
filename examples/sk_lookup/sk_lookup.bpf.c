// SPDX-License-Identifier: MIT
/*
 * Redirects TCP connections to a range of ports to one server, which listens on another
 * port and knows nothing about it. A guest has no sockets to put into a map, so a second
 * program puts the server's socket there when it begins to listen.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2

/* The listening socket. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} server SEC(".maps");

/* The guest sets these before the load: the server's port, and the range of ports. */
const volatile __u16 server_port = 0;
const volatile __u16 first_port = 0;
const volatile __u16 last_port = 0;

__u64 redirected;

SEC("sockops")
int on_listen(struct bpf_sock_ops *ops)
{
	__u32 zero = 0;

	if (ops->op == BPF_SOCK_OPS_TCP_LISTEN_CB && ops->family == AF_INET &&
	    ops->local_port == server_port)
		bpf_sock_map_update(ops, &server, &zero, BPF_ANY);
	return 1;
}

SEC("sk_lookup")
int steer(struct bpf_sk_lookup *ctx)
{
	struct bpf_sock *socket;
	__u32 zero = 0;

	if (ctx->family != AF_INET || ctx->local_port < first_port || ctx->local_port > last_port)
		return SK_PASS;
	socket = bpf_map_lookup_elem(&server, &zero);
	if (!socket)
		return SK_PASS;
	if (!bpf_sk_assign(ctx, socket, 0))
		__sync_fetch_and_add(&redirected, 1);
	bpf_sk_release(socket);
	return SK_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
