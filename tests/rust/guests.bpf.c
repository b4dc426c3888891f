// SPDX-License-Identifier: MIT
/* Each kind of global variable and of map definition, and records of two sizes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct value {
	__u64 count;
	__u32 parts[2];
};
typedef const struct value value_t;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__type(key, int);
	__type(value, value_t);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 3);
} sized SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u16[3][5]);
} nested SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [1] = &inner },
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 2);
	__type(value, __u32);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} perf SEC(".maps");

const volatile char wanted[16] = ""; /* how the programs to tell of begin */
const volatile __u32 in_rodata = 1;
static volatile __u64 in_data = 2;
__u32 in_bss;
__u32 sent;

struct small {
	__u32 number;
	char comm[16];
};

struct large {
	struct small small;
	char rest[300];
};

SEC("tp/sched/sched_process_exec")
int send(void *ctx)
{
	struct large *large;
	struct small small;
	__u32 zero = 0, *count;
	int i;

	bpf_get_current_comm(small.comm, sizeof(small.comm));
	for (i = 0; i < sizeof(wanted); i++) {
		if (!wanted[i])
			break;
		if (small.comm[i] != wanted[i])
			return 0;
	}
	small.number = sent++;
	count = bpf_map_lookup_elem(&per_cpu, &zero);
	if (count)
		++*count;
	in_bss += in_rodata + in_data;
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &small, sizeof(small));
	if (small.number % 3 < 2) {
		bpf_ringbuf_output(&rb, &small, sizeof(small), 0);
		return 0;
	}
	large = bpf_ringbuf_reserve(&rb, sizeof(*large), 0);
	if (large) {
		large->small = small;
		bpf_ringbuf_submit(large, 0);
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
