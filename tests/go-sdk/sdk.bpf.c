// SPDX-License-Identifier: MIT
/* What the tests of the SDK for Go load: what a process writes to its standard error is
 * counted and sent. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	int pid;
	unsigned char kind;
	__u64 sequence;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1000);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct event);
} latest SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u32);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

enum color { RED, GREEN = 7 };

const volatile int only_pid = -1;
const volatile char name[16] = "initial";
__u64 sequence;
int scale = 3;
enum color color = GREEN;
struct event events_seen[2];
static volatile int hidden = 5;

struct trace_event_raw_sys_enter {
	long id;
	unsigned long args[6];
} __attribute__((preserve_access_index));

/* The system calls that the runtime may write a stream by. */
#ifdef __TARGET_ARCH_x86
enum { WRITE = 1, WRITEV = 20 };
#else
enum { WRITE = 64, WRITEV = 66 };
#endif

SEC("tp/raw_syscalls/sys_enter")
int on_write(const struct trace_event_raw_sys_enter *ctx)
{
	struct event e = { .pid = bpf_get_current_pid_tgid() >> 32, .kind = 9 };
	__u32 zero = 0, *count;
	struct event *sent;

	if (e.pid != only_pid || (ctx->id != WRITE && ctx->id != WRITEV) || ctx->args[0] != 2)
		return 0;
	e.sequence = sequence++ * scale;
	events_seen[1] = e;
	hidden++;
	bpf_map_update_elem(&latest, &zero, &e, BPF_ANY);
	count = bpf_map_lookup_elem(&per_cpu, &zero);
	if (count)
		(*count)++;
	bpf_perf_event_output((void *)ctx, &samples, BPF_F_CURRENT_CPU, &e, sizeof(e));
	sent = bpf_ringbuf_reserve(&events, sizeof(*sent), 0);
	if (!sent)
		return 0;
	*sent = e;
	bpf_ringbuf_submit(sent, 0);
	return 0;
}

SEC("xdp")
int turn(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 2 > end)
		return XDP_ABORTED;
	data[0] = data[1];
	bpf_tail_call(ctx, &jumps, 1);
	return XDP_DROP;
}

SEC("xdp")
int landed(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	void *key;
	void *value;
} __attribute__((preserve_access_index));

SEC("iter/bpf_map_elem")
int dump(struct bpf_iter__bpf_map_elem *ctx)
{
	__u32 *key = ctx->key;
	__u64 *value = ctx->value;
	__u64 args[2];

	if (!key || !value)
		return 0;
	args[0] = *key;
	args[1] = *value;
	bpf_seq_printf(ctx->meta->seq, "%d=%d\n", sizeof("%d=%d\n"), args, sizeof(args));
	return 0;
}

/* Refused, and not loaded unless it is asked for. */
SEC("?tp/raw_syscalls/sys_enter")
int broken(void *ctx)
{
	(void)ctx;
	return *(int *)bpf_map_lookup_elem(&counts, &(__u32){ 1 });
}

char LICENSE[] SEC("license") = "GPL";
