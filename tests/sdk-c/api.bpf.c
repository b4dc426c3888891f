// SPDX-License-Identifier: MIT
/* What api.c tries: its events are the writes of one process. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, long long);
} table SEC(".maps");

int process;
const volatile int more = 0;

SEC("tp/syscalls/sys_enter_write")
int on_write(void *ctx)
{
	long long cookie = bpf_get_attach_cookie(ctx);

	if (bpf_get_current_pid_tgid() >> 32 != process)
		return 0;
	bpf_ringbuf_output(&first, &cookie, sizeof(cookie), 0);
	bpf_ringbuf_output(&second, &cookie, sizeof(cookie), 0);
	bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &cookie, sizeof(cookie));
	return 0;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp")
int also_pass(struct xdp_md *ctx)
{
	return XDP_PASS + more;
}

/* Its bound is not checked. */
SEC("?xdp")
int bad(struct xdp_md *ctx)
{
	return *(int *)(long)ctx->data;
}

SEC("sk_lookup")
int look_up(struct bpf_sk_lookup *ctx)
{
	return SK_PASS;
}

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
	unsigned long long seq_num;
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	void *map;
	void *key;
	void *value;
} __attribute__((preserve_access_index));

#ifdef NO_ENTRIES /* the kernel loads none */
SEC("?iter/bpf_map_elem")
#else
SEC("iter/bpf_map_elem")
#endif
int list(struct bpf_iter__bpf_map_elem *ctx)
{
	int *key = ctx->key;

	if (key)
		bpf_seq_write(ctx->meta->seq, key, sizeof(*key));
	return 0;
}

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	void *task;
} __attribute__((preserve_access_index));

SEC("iter/task")
int first_task(struct bpf_iter__task *ctx)
{
	int one = 1;

	if (ctx->task && !ctx->meta->seq_num)
		bpf_seq_write(ctx->meta->seq, &one, sizeof(one));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
