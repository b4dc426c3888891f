// SPDX-License-Identifier: MIT
/* A TCP congestion control, as a struct_ops map, for tests/guests/v2_run.c. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct sock;

struct tcp_congestion_ops {
	unsigned int (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, unsigned int ack, unsigned int acked);
	unsigned int (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
unsigned int BPF_PROG(ssthresh, struct sock *sk)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void BPF_PROG(cong_avoid, struct sock *sk, unsigned int ack, unsigned int acked)
{
}

SEC("struct_ops/undo_cwnd")
unsigned int BPF_PROG(undo_cwnd, struct sock *sk)
{
	return 2;
}

#ifndef CALM_NAME
#define CALM_NAME "wbt_calm"
#endif

SEC(".struct_ops")
struct tcp_congestion_ops calm = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = CALM_NAME,
};
