// SPDX-License-Identifier: MIT
/* Sends who opens, deletes or renames a file whose path begins with the given text. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "filewatch.h"

#define O_ACCMODE 3

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct trace_event_raw_sys_enter {
	unsigned long args[6];
};

struct trace_event_raw_sys_exit {
	long ret;
};
#pragma clang attribute pop

/* The calls on watched files that have not returned yet, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, struct event);
} calls SEC(".maps");

/* Space to build an event, which is too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* The guest sets these before the load. */
const volatile char prefix[PATH_SIZE] = "";

enum what { WHAT_READ, WHAT_WRITE, WHAT_DELETE, WHAT_RENAME };

static const char names[][8] = { "read", "write", "delete", "rename" };

static int is_watched(const char *path)
{
	for (int i = 0; i < PATH_SIZE; i++) {
		if (!prefix[i])
			return 1;
		if (path[i] != prefix[i])
			return 0;
	}
	return 1;
}

static int enter(const char *path, enum what what)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 thread = id, zero = 0;
	struct event *e = bpf_map_lookup_elem(&scratch, &zero);

	if (!e || bpf_probe_read_user_str(e->path, sizeof(e->path), path) < 0 ||
	    !is_watched(e->path))
		return 0;
	e->pid = id >> 32;
	e->uid = bpf_get_current_uid_gid();
	__builtin_memcpy(e->what, names[what], sizeof(e->what));
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_map_update_elem(&calls, &thread, e, BPF_ANY);
	return 0;
}

static int leave(long ret)
{
	__u32 thread = bpf_get_current_pid_tgid();
	struct event *e = bpf_map_lookup_elem(&calls, &thread);

	if (!e)
		return 0;
	e->ret = ret < 0 ? ret : 0;
	bpf_ringbuf_output(&events, e, sizeof(*e), 0);
	bpf_map_delete_elem(&calls, &thread);
	return 0;
}

SEC("tp/syscalls/sys_enter_openat")
int enter_openat(const struct trace_event_raw_sys_enter *ctx)
{
	return enter((const char *)ctx->args[1], ctx->args[2] & O_ACCMODE ? WHAT_WRITE : WHAT_READ);
}

SEC("tp/syscalls/sys_enter_unlinkat")
int enter_unlinkat(const struct trace_event_raw_sys_enter *ctx)
{
	return enter((const char *)ctx->args[1], WHAT_DELETE);
}

SEC("tp/syscalls/sys_enter_renameat2")
int enter_renameat2(const struct trace_event_raw_sys_enter *ctx)
{
	return enter((const char *)ctx->args[1], WHAT_RENAME);
}

SEC("tp/syscalls/sys_exit_openat")
int exit_openat(const struct trace_event_raw_sys_exit *ctx)
{
	return leave(ctx->ret);
}

SEC("tp/syscalls/sys_exit_unlinkat")
int exit_unlinkat(const struct trace_event_raw_sys_exit *ctx)
{
	return leave(ctx->ret);
}

SEC("tp/syscalls/sys_exit_renameat2")
int exit_renameat2(const struct trace_event_raw_sys_exit *ctx)
{
	return leave(ctx->ret);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
