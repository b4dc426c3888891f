// SPDX-License-Identifier: MIT
/* Records of SIZE bytes, BURST whenever somebody asks for the process group of `asked`; a map with
 * one of them, and one with many small entries. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef SIZE /* of the bytes in a record and in a value */
#define SIZE 64
#endif

char LICENSE[] SEC("license") = "GPL";

#ifndef BURST
#define BURST 1000
#endif

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

const volatile __u32 asked SEC(".rodata.asked") = 0;

__u64 next = 0;

static long emit(__u32 i, void *context)
{
	struct blob *blob = bpf_ringbuf_reserve(&blobs, sizeof(*blob), 0);

	if (!blob)
		return 1;
	__builtin_memset(blob, 0, sizeof(*blob));
	blob->number = next++;
	bpf_ringbuf_submit(blob, i + 1 == BURST ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
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
