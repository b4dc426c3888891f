// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} numbers SEC(".maps");

SEC("tp/syscalls/sys_enter_write")
int handle_tp(void *ctx)
{
	__u32 zero = 0, one = 1, *pid, *writes;

	pid = bpf_map_lookup_elem(&numbers, &zero);
	writes = bpf_map_lookup_elem(&numbers, &one);
	if (pid && writes && *pid == bpf_get_current_pid_tgid() >> 32)
		++*writes;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
