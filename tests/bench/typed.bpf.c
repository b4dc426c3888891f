// SPDX-License-Identifier: MIT
/* An event as bootstrap sends it, BURST times whenever somebody asks for the process group of
 * `asked`. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "asked.h"

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
	bpf_ringbuf_submit(event, wake_at(i));
	next++;
	return 0;
}
