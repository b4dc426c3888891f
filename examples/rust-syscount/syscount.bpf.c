// SPDX-License-Identifier: MIT
/* Counts the system calls of each process, separately on each CPU, so it needs no lock. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct process {
	__u32 pid;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 10240);
	__type(key, struct process);
	__type(value, __u64);
} counts SEC(".maps");

SEC("raw_tp/sys_enter")
int count(void *ctx)
{
	struct process process = { .pid = bpf_get_current_pid_tgid() >> 32 };
	__u64 *count, one = 1;

	bpf_get_current_comm(process.comm, sizeof(process.comm));
	count = bpf_map_lookup_elem(&counts, &process);
	if (count)
		++*count;
	else
		bpf_map_update_elem(&counts, &process, &one, BPF_NOEXIST);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
