// SPDX-License-Identifier: MIT
/*
 * A program for each kind of runtime/kinds/kinds.def, and for most words of its sections.
 * The name of a program is the name of its check (tests/kernels/checks). None is loaded
 * unless it is asked for. Each counts what it sees in `hits`; where the program gets
 * arguments, `value` has one that the check knows.
 */
#include "program.h"
#include <bpf/usdt.bpf.h>

/* Whether it is the program that makes the events: others sleep, too. */
static bool by_events(void)
{
	char comm[16] = "";

	bpf_get_current_comm(comm, sizeof(comm));
	return comm[0] == 'e' && comm[1] == 'v' && comm[5] == 's';
}

/* A program that gets nothing which a check could know, and returns `ret`. */
#define PLAIN(section, name, ret) \
	SEC("?" section) int name(void *ctx) \
	{ \
		saw(0); \
		return ret; \
	}

/* --- the network ---------------------------------------------------------------- */

PLAIN("xdp", xdp, XDP_PASS)
PLAIN("xdp", xdp_drv, XDP_PASS)
PLAIN("tc", tc, 0)
PLAIN("tcx/ingress", tcx, -1)
PLAIN("netkit/primary", netkit, -1)
PLAIN("netfilter", netfilter, 1)
PLAIN("socket", socket, 0)
PLAIN("sk_lookup", sk_lookup, SK_PASS)
PLAIN("flow_dissector", flow_dissector, BPF_DROP)

/* --- cgroups -------------------------------------------------------------------- */

PLAIN("cgroup_skb/egress", cgroup_skb, 1)
PLAIN("cgroup/sock_create", cgroup_sock, 1)
PLAIN("cgroup/connect4", cgroup_sock_addr, 1)
PLAIN("cgroup/dev", cgroup_device, 1)
PLAIN("cgroup/sysctl", cgroup_sysctl, 1)
PLAIN("cgroup/getsockopt", cgroup_sockopt, 1)
PLAIN("sockops", sockops, 1)
PLAIN("lsm_cgroup/socket_bind", lsm_cgroup, 1)

/* --- sockets in a map: which takes a capability of its own -------------------------- */

#ifndef WITHOUT_SOCKETS

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} sockets SEC(".maps");

/* Puts both ends of a connection into the map. */
SEC("?sockops") int fill(struct bpf_sock_ops *ctx)
{
	int client = 0, server = 1;

	if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB)
		bpf_sock_map_update(ctx, &sockets, &client, BPF_ANY);
	else if (ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		bpf_sock_map_update(ctx, &sockets, &server, BPF_ANY);
	return 1;
}

PLAIN("sk_msg", sk_msg, SK_PASS)
PLAIN("sk_skb/stream_verdict", sk_skb, SK_PASS)
#endif

/* --- probes: of hrtimer_nanosleep(12345678 ns), getpgid(1), and of marked(4242, 58) ------- */

PLAIN("kprobe.multi", kprobe_multi, 0)
PLAIN("kretprobe.multi", kretprobe_multi, 0)
PLAIN("kprobe.session", kprobe_session, 0)

SEC("?kprobe/hrtimer_nanosleep") int BPF_KPROBE(kprobe, __s64 ns)
{
	if (by_events())
		saw(ns);
	return 0;
}
SEC("?kretprobe/hrtimer_nanosleep") int BPF_KRETPROBE(kretprobe, long ret)
{
	if (by_events())
		saw(ret + 7);
	return 0;
}
SEC("?ksyscall/getpgid") int BPF_KSYSCALL(ksyscall, int pid)
{
	saw(pid);
	return 0;
}
SEC("?kretsyscall/getpgid") int BPF_KRETPROBE(kretsyscall, long ret)
{
	saw(ret);
	return 0;
}

#define MARKED(section, name) \
	SEC("?" section) int BPF_UPROBE(name, int first, int second) \
	{ \
		saw(first * 1000 + second); \
		return 0; \
	}
#define RETURNED(section, name) \
	SEC("?" section) int BPF_URETPROBE(name, int sum) \
	{ \
		saw(sum); \
		return 0; \
	}
MARKED("uprobe", uprobe)
RETURNED("uretprobe", uretprobe)
MARKED("uprobe.multi", uprobe_multi)
RETURNED("uretprobe.multi", uretprobe_multi)
PLAIN("uprobe.session", uprobe_session, 0)

SEC("?usdt") int BPF_USDT(usdt, int argument)
{
	saw(argument);
	return 0;
}

/* --- what the kernel calls by itself --------------------------------------------- */

PLAIN("tp/sched/sched_process_exec", tracepoint, 0)
PLAIN("raw_tp/sched_process_exec", raw_tp, 0)
PLAIN("tp_btf/sched_process_exec", tp_btf, 0)
PLAIN("perf_event", perf_event, 0)

SEC("?fentry/hrtimer_nanosleep") int BPF_PROG(fentry, __s64 ns)
{
	if (by_events())
		saw(ns);
	return 0;
}
SEC("?fexit/hrtimer_nanosleep") int BPF_PROG(fexit, __s64 ns, int mode, int clock, long ret)
{
	if (by_events())
		saw(ns + ret);
	return 0;
}
PLAIN("fmod_ret/security_task_getpgid", fmod_ret, 0)
PLAIN("lsm/task_getpgid", lsm, 0)

/* --- a function of another program ------------------------------------------------- */

__attribute__((noinline)) int replaced(int number)
{
	volatile int ret = number;

	return ret;
}
SEC("?raw_tp/sched_process_exec") int host(void *ctx)
{
	return replaced(1);
}
SEC("?freplace") int freplace(int number)
{
	saw(number);
	return 0;
}

/* --- iterators, and what the kernel calls through a struct ---------------------------- */

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
} __attribute__((preserve_access_index));

SEC("?iter/task") int iter(struct bpf_iter__task *ctx)
{
	char byte = '.';

	bpf_seq_write(ctx->meta->seq, &byte, 1);
	saw(0);
	return 0;
}

struct sock {
	int unused;
} __attribute__((preserve_access_index));
struct tcp_congestion_ops {
	void (*init)(struct sock *sk);
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
} __attribute__((preserve_access_index));

SEC("?struct_ops/init") void BPF_PROG(init, struct sock *sk)
{
	saw(0);
}
SEC("?struct_ops/ssthresh") __u32 BPF_PROG(ssthresh, struct sock *sk)
{
	return 2;
}
SEC("?struct_ops/cong_avoid") void BPF_PROG(cong_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
}
SEC("?struct_ops/undo_cwnd") __u32 BPF_PROG(undo_cwnd, struct sock *sk)
{
	return 2;
}
SEC("?.struct_ops")
struct tcp_congestion_ops struct_ops = {
	.init = (void *)init,
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "bpf_checked",
};
