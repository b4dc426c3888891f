// SPDX-License-Identifier: MIT
/* Numbers the calls of getpgid, by one process or by all. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#ifndef VERSION /* who builds them all */
#define VERSION 1
#define RING_SIZE 4096
#define CALL call
#endif

const volatile unsigned int target = 0;
unsigned long long submitted;  /* records, each with its number */
unsigned long long failed;     /* calls for which the ring had no room */

struct record {
	unsigned long long number;
	unsigned long long version;
} *unused_record __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_SIZE);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, unsigned int);
	__type(value, unsigned long long);
} versions SEC(".maps");

SEC("tp/syscalls/sys_enter_getpgid")
int CALL(void *ctx)
{
	const unsigned int version = VERSION;
	const unsigned long long one = 1;
	unsigned long long *count;
	struct record *record;

	if (target && bpf_get_current_pid_tgid() >> 32 != target)
		return 0;
	count = bpf_map_lookup_elem(&versions, &version);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&versions, &version, &one, BPF_ANY);
	record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
	if (!record) {
		__sync_fetch_and_add(&failed, 1);
		return 0;
	}
	record->number = __sync_fetch_and_add(&submitted, 1);
	record->version = VERSION;
	bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
