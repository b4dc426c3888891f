// SPDX-License-Identifier: MIT
/* Programs about a kernel module, veth: on its functions, and on a type that it alone has. */
#define __VMLINUX_H__
#include <linux/bpf.h>
#include <stdbool.h>

#ifdef __TARGET_ARCH_arm64
struct user_pt_regs {
	__u64 regs[31], sp, pc, pstate;
};
struct pt_regs {
	struct user_pt_regs user_regs;
};
#else
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax;
	unsigned long ip, cs, flags, sp, ss;
} __attribute__((preserve_access_index));
#endif

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__u64 hits;
	__s64 value;
} seen;

static int saw(__s64 value)
{
	seen.value = value;
	__sync_fetch_and_add(&seen.hits, 1);
	return 0;
}

struct net_device {
	unsigned int mtu;
} __attribute__((preserve_access_index));

/* The module's has pointers and a counter first: only its own BTF tells that. */
struct veth_priv {
	unsigned int requested_headroom;
} __attribute__((preserve_access_index));

SEC("?kprobe/veth_xmit") int BPF_KPROBE(kprobe, void *skb, struct net_device *dev)
{
	return saw(BPF_CORE_READ(dev, mtu));
}
SEC("?kretprobe/veth_xmit") int BPF_KRETPROBE(kretprobe, int ret)
{
	return saw(ret);
}
SEC("?kprobe.multi") int kprobe_multi(void *ctx)
{
	return saw(0);
}
SEC("?fentry/veth_xmit") int BPF_PROG(fentry, void *skb, struct net_device *dev)
{
	return saw(dev->mtu);
}
SEC("?fentry/veth:veth_xmit") int BPF_PROG(fentry_named, void *skb, struct net_device *dev)
{
	return saw(dev->mtu);
}
SEC("?fexit/veth_xmit") int BPF_PROG(fexit, void *skb, struct net_device *dev, int ret)
{
	return saw(dev->mtu + ret);
}
SEC("?kprobe/veth_xmit") int core_offset(void *ctx)
{
	return saw(bpf_core_field_offset(struct veth_priv, requested_headroom));
}
SEC("?kprobe/veth_xmit") int core_exists(void *ctx)
{
	return saw(bpf_core_type_exists(struct veth_priv) * 2 +
		   bpf_core_field_exists(struct net_device, mtu));
}
