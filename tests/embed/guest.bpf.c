// SPDX-License-Identifier: MIT
/* The kernel's side of guest.c: a record for each ppoll(2) of the processes in `of`. */
#include <linux/bpf.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

enum { SYS_PPOLL = 271 };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} of SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC("raw_tp/sys_enter")
int on_syscall(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 process = (__u32)(bpf_get_current_pid_tgid() >> 32);
	__u64 *count = bpf_map_lookup_elem(&of, &process);

	if (count && ctx->args[1] == SYS_PPOLL) {
		*count += 1;
		bpf_ringbuf_output(&records, count, sizeof(*count), 0);
	}
	return 0;
}

/* These two get the driver's process number in place of the zeros, by which it finds them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} own_m0000000 SEC(".maps");

SEC("raw_tp/sys_exit")
int own_p0000000(void *ctx)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&own_m0000000, &zero) != NULL;
}

SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	return 0;
}
