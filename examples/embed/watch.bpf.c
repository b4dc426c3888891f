// SPDX-License-Identifier: MIT
/* Sends a record for each program that starts. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "watch.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} starts SEC(".maps");

struct start _start __attribute__((unused));

SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct start *start = bpf_ringbuf_reserve(&starts, sizeof(*start), 0);

	if (!start)
		return 0;
	start->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(start->comm, sizeof(start->comm));
	bpf_ringbuf_submit(start, 0);
	return 0;
}
