// SPDX-License-Identifier: MIT
/* Refuses to execute files with certain paths. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "lsm.h"

#define EPERM 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct linux_binprm {
	const char *filename;
};
#pragma clang attribute pop

/* The paths that must not be executed, as passed to execve(). */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, char[128]);
	__type(value, __u8);
} refused SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Not inlined, so that the object's BTF has `struct event`. */
static __noinline void fill(struct event *e)
{
	e->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
}

SEC("lsm/bprm_check_security")
int BPF_PROG(check_exec, struct linux_binprm *binary, int ret)
{
	struct event event = { 0 }, *e;

	if (ret)  /* refused by another module */
		return ret;
	bpf_probe_read_kernel_str(event.filename, sizeof(event.filename), binary->filename);
	if (!bpf_map_lookup_elem(&refused, event.filename))
		return 0;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (e) {
		*e = event;
		fill(e);
		bpf_ringbuf_submit(e, 0);
	}
	return -EPERM;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
