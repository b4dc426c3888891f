// SPDX-License-Identifier: MIT
/* An arena at an address of the loader that the object names, for tests/guests/v2_loads.c. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef PLACE
#define PLACE 0ull
#endif

enum { ARENA = 33, MMAPABLE = 1 << 10, SEGV_ON_FAULT = 1 << 17 };

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, ARENA);
	__uint(map_flags, MMAPABLE | SEGV_ON_FAULT);
	__uint(max_entries, 2);
	__ulong(map_extra, PLACE);
} arena SEC(".maps");

int data __attribute__((section(".addr_space.1"))) = 5;

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}
