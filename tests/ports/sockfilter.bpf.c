// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

SEC("socket")
int socket_handler(struct __sk_buff *skb)
{
	__u32 *size = bpf_ringbuf_reserve(&rb, sizeof(*size), 0);

	if (!size)
		return 0;
	*size = skb->len;
	bpf_ringbuf_submit(size, 0);
	return skb->len;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
