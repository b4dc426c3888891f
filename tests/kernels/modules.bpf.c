// SPDX-License-Identifier: MIT
/* Programs about a kernel module, veth: on its functions, and on a type that it alone has. */
#include "program.h"

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
