// SPDX-License-Identifier: MIT
/* A record whenever somebody asks for a process group. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct tick {
	__u64 at;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct tick);
} ring SEC(".maps");

SEC("tp/syscalls/sys_enter_getpgid") int tick(void *ctx)
{
	struct tick t = { 1 };

	bpf_ringbuf_output(&ring, &t, sizeof(t), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
