// SPDX-License-Identifier: MIT
/* An object with something of everything; its events are execs of one command. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct record {
	__u64 number;
	char bytes[120];
};

const volatile struct {
	char command[16];
	long long addend;
} settings = { .addend = 1 };
int in_data = 40;
__u64 in_bss;
int in_other SEC(".data.other") = 7;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(map_flags, 1); /* BPF_F_NO_PREALLOC */
	__type(key, int);
	__type(value, struct record);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8192);
} second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} samples SEC(".maps");

static __always_inline int is_ours(void)
{
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	for (int i = 0; i < 16; i++) {
		if (comm[i] != settings.command[i])
			return 0;
		if (!comm[i])
			break;
	}
	return 1;
}

SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct record record = { 0 };
	int key = 0, *count;

	if (!is_ours())
		return 0;
	record.number = in_bss;
	in_bss += settings.addend;
	in_data++;
	in_other++;
	count = bpf_map_lookup_elem(&per_cpu, &key);
	if (count)
		*count += 1;
	bpf_map_update_elem(&table, &key, &record, BPF_ANY);
	bpf_ringbuf_output(&first, &record, sizeof(record), 0);
	bpf_ringbuf_output(&second, &record, sizeof(record), 0);
	bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &record, sizeof(record));
	return 0;
}

SEC("tp/sched/sched_process_exit")
int on_exit(void *ctx)
{
	if (is_ours())
		in_bss = 0;
	return 0;
}

SEC("?tp/sched/sched_process_fork")
int on_fork(void *ctx)
{
	return 0;
}

SEC("tp/no/such")
int not_there(void *ctx)
{
	return 0;
}

SEC("xdp")
int on_packet(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
