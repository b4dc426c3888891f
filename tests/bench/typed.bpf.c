// SPDX-License-Identifier: MIT
/* An event as bootstrap sends it, BURST times whenever somebody asks for the process group of
 * `asked`. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct event {
	int pid;
	int ppid;
	unsigned exit_code;
	unsigned long long duration_ns;
	char comm[16];
	char filename[127];
	_Bool exit_event;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
	__type(value, struct event);
} events SEC(".maps");

const volatile __u32 asked SEC(".rodata.asked") = 0;
#ifndef BURST
#define BURST 1000
#endif

unsigned long long next = 0;

static long emit(__u32 i, void *context)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 1;
	__builtin_memset(event, 0, sizeof(*event));
	event->pid = 1000 + i;
	event->ppid = 1;
	event->duration_ns = next;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	__builtin_memcpy(event->filename, "/usr/lib/systemd/systemd-executor", 34);
	bpf_ringbuf_submit(event, i + 1 == BURST ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	next++;
	return 0;
}

struct entered {
	__u64 head;
	long number;
	unsigned long args[6];
};

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(struct entered *context)
{
	if (asked && context->args[0] == asked)
		bpf_loop(BURST, emit, NULL, 0);
	return 0;
}
