// SPDX-License-Identifier: MIT
/* Records of SIZE bytes, BURST whenever somebody asks for the process group of `asked`; a map with
 * one of them, and one with many small entries. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "asked.h"

#ifndef SIZE /* of the bytes in a record and in a value */
#define SIZE 64
#endif

char LICENSE[] SEC("license") = "GPL";

struct blob {
	__u64 number;
	__u8 raw[SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
	__type(value, struct blob);
} blobs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct blob);
} kept SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

__u64 next = 0;

static long emit(__u32 i, void *context)
{
	struct blob *blob = bpf_ringbuf_reserve(&blobs, sizeof(*blob), 0);

	if (!blob)
		return 1;
	__builtin_memset(blob, 0, sizeof(*blob));
	blob->number = next++;
	bpf_ringbuf_submit(blob, wake_at(i));
	return 0;
}
