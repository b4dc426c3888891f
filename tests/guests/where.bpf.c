// SPDX-License-Identifier: MIT
/* Where the field of a struct is, as the kernel at hand says, at each system call. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct thing {
	int value;
} __attribute__((preserve_access_index));

struct place {
	__u32 offset, known;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct place);
} places SEC(".maps");

SEC("raw_tp/sys_enter") int where(void *ctx)
{
	struct thing *thing = 0;
	struct place *place = bpf_ringbuf_reserve(&places, sizeof(*place), 0);

	if (!place)
		return 0;
	place->offset = __builtin_preserve_field_info(thing->value, BPF_FIELD_BYTE_OFFSET);
	place->known = bpf_core_field_exists(thing->value);
	bpf_ringbuf_submit(place, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
