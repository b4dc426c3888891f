// SPDX-License-Identifier: MIT
/* What a process writes to its standard error is counted and sent. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef __u32 u32;
enum state { NEW, Done = 7 };

struct config {
	bool loud;
	enum state state;
};

struct event {
	u32 pid;
	char comm[16];
	bool loud;
	__u64 number;
	enum state state;
} _event;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} per_cpu SEC(".maps");

const volatile struct config config = { .state = Done };
const volatile bool quiet = false;
u32 only_pid;
__u64 total;
bool seen;

struct sys_enter {
	__u64 common;
	long id;
	unsigned long args[6];
};

#ifdef __x86_64__
enum { WRITE = 1, WRITEV = 20 };
#elif defined(__TARGET_ARCH_x86)
enum { WRITE = 1, WRITEV = 20 };
#else
enum { WRITE = 64, WRITEV = 66 };
#endif

SEC("tp/raw_syscalls/sys_enter")
int on_write(struct sys_enter *ctx)
{
	struct event event = { .pid = bpf_get_current_pid_tgid() >> 32 }, *sent;
	u32 zero = 0, *count;

	if (quiet || event.pid != only_pid || ctx->args[0] != 2 ||
	    (ctx->id != WRITE && ctx->id != WRITEV))
		return 0;
	seen = true;
	event.number = total++;
	event.loud = config.loud;
	event.state = config.state;
	bpf_get_current_comm(event.comm, sizeof(event.comm));
	bpf_map_update_elem(&counts, &event.pid, &event.number, BPF_ANY);
	count = bpf_map_lookup_elem(&per_cpu, &zero);
	if (count)
		*count += 1;
	bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &event, sizeof(event));
	sent = bpf_ringbuf_reserve(&events, sizeof(*sent), 0);
	if (!sent)
		return 0;
	*sent = event;
	bpf_ringbuf_submit(sent, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
