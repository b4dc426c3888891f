// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define SLOTS 27

struct hist {
	__u32 slots[SLOTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct hist);
} hists SEC(".maps");

static struct hist zero;

SEC("tp/sched/sched_switch")
int sched_switch(void *ctx)
{
	__u32 cpu = bpf_get_smp_processor_id(), slot = bpf_get_prandom_u32() & 15;
	struct hist *hist = bpf_map_lookup_elem(&hists, &cpu);

	if (!hist) {
		bpf_map_update_elem(&hists, &cpu, &zero, BPF_NOEXIST);
		hist = bpf_map_lookup_elem(&hists, &cpu);
	}
	if (hist)
		__sync_fetch_and_add(&hist->slots[slot], 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
