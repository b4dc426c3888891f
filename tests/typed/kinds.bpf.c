// SPDX-License-Identifier: MIT
/* A map of each kind that a typed guest has, and three that change whenever somebody asks for the
 * process group of `asked`. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include "entered.h"

char LICENSE[] SEC("license") = "GPL";

struct prefix {
	__u32 length;
	__u32 address;
};

struct text {
	char text[200 << 10];
};

#define MAP(kind, entries, key_type, value_type, name) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__uint(max_entries, entries); \
		__type(key, key_type); \
		__type(value, value_type); \
	} name SEC(".maps")

#define TRIE(entries, name) \
	struct { \
		__uint(type, BPF_MAP_TYPE_LPM_TRIE); \
		__uint(max_entries, entries); \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, struct prefix); \
		__type(value, __u64); \
	} name SEC(".maps")

MAP(HASH, 20000, __u32, __u64, hash);
MAP(LRU_HASH, 20000, __u32, __u64, lru);
MAP(ARRAY, 10000, __u32, __u64, array);
MAP(PERCPU_HASH, 1000, __u32, __u64, cpu_hash);
MAP(LRU_PERCPU_HASH, 1000, __u32, __u64, cpu_lru);
MAP(PERCPU_ARRAY, 100, __u32, __u64, cpu_array);
TRIE(1000, trie);
MAP(HASH, 64, __u32, struct text, texts);

MAP(HASH, 4096, __u32, __u64, moving);
TRIE(4096, moving_trie);
MAP(HASH, 65536, __u32, __u64, new);
MAP(ARRAY, 1, __u32, __u64, made);

const volatile __u32 asked = 0;

static __u32 next = 0;

static long change(__u32 i, void *context)
{
	const __u64 one = 1;
	const __u32 zero = 0, key = next++, old = key - 500;
	struct prefix prefix = { 32, key }, old_prefix = { 32, old };
	__u64 *total;

	bpf_map_delete_elem(&moving, &old);
	bpf_map_update_elem(&moving, &key, &one, BPF_ANY);
	bpf_map_delete_elem(&moving_trie, &old_prefix);
	bpf_map_update_elem(&moving_trie, &prefix, &one, BPF_ANY);
	total = bpf_map_lookup_elem(&made, &zero);
	if (total && bpf_map_update_elem(&new, &key, &one, BPF_NOEXIST) == 0)
		(*total)++;
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_getpgid(struct entered *context)
{
	if (asked && context->args[0] == asked)
		bpf_loop(100, change, NULL, 0);
	return 0;
}
