// SPDX-License-Identifier: MIT
/*
 * What a traced program pays: tests/bench/traced.c makes a system call over and over, and this
 * sees it. With -DEMPTY it records nothing; with -DPERF it does so into a perf buffer;
 * SUBMIT_FLAGS are those of bpf_ringbuf_submit().
 */
#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

#include "traced.h"

#ifndef SUBMIT_FLAGS
#define SUBMIT_FLAGS 0
#endif

char LICENSE[] SEC("license") = "GPL";

#ifdef PERF
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} ring SEC(".maps");
#else
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_SIZE);
} ring SEC(".maps");
#endif

SEC("tp/syscalls/sys_enter_getpgid")
int bench_traced(struct trace_event_raw_sys_enter *ctx)
{
#if defined(PERF)
	struct record record;
#elif !defined(EMPTY)
	struct record *record;
#endif

	if (ctx->args[0] != TRACED_ARGUMENT && ctx->args[0] != LAST_ARGUMENT)
		return 0;
#if defined(PERF)
	record.time = bpf_ktime_get_ns();
	record.is_last = ctx->args[0] == LAST_ARGUMENT;
	bpf_perf_event_output(ctx, &ring, BPF_F_CURRENT_CPU, &record, sizeof(record));
#elif !defined(EMPTY)
	record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
	if (!record)
		return 0;
	record->time = bpf_ktime_get_ns();
	record->is_last = ctx->args[0] == LAST_ARGUMENT;
	bpf_ringbuf_submit(record, record->is_last ? BPF_RB_FORCE_WAKEUP : SUBMIT_FLAGS);
#endif
	return 0;
}
