// SPDX-License-Identifier: MIT
/* Makes a record of each getpgid() of processes called NAME, and counts what became of it. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef NAME /* who builds them all */
#define NAME "fleet"
#endif

char LICENSE[] SEC("license") = "GPL";

struct fleet_counts {
	__u64 made, dropped;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fleet_counts);
} counts SEC(".maps");

struct call {
	__u64 at;
	__u32 pid, cpu;
	char name[16];
} *unused_call __attribute__((unused));

SEC("tp/syscalls/sys_enter_getpgid")
int seen(void *ctx)
{
	struct call call = { .at = bpf_ktime_get_ns(), .cpu = bpf_get_smp_processor_id() };
	struct fleet_counts *count;
	__u32 zero = 0;

	(void)ctx;
	bpf_get_current_comm(call.name, sizeof(call.name));
	if (bpf_strncmp(call.name, sizeof(NAME), NAME) != 0)
		return 0;
	call.pid = (__u32)bpf_get_current_pid_tgid();
	count = bpf_map_lookup_elem(&counts, &zero);
	if (!count)
		return 0;
	__sync_fetch_and_add(&count->made, 1);
	if (bpf_ringbuf_output(&ring, &call, sizeof(call), 0))
		__sync_fetch_and_add(&count->dropped, 1);
	return 0;
}
