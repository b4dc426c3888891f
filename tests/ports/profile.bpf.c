// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sample {
	__u32 pid, cpu;
	__s32 kernel_size;
	__u32 reserved;
	__u64 kernel[32];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

SEC("perf_event")
int profile(void *ctx)
{
	struct sample *sample = bpf_ringbuf_reserve(&events, sizeof(*sample), 0);

	if (!sample)
		return 1;
	sample->pid = bpf_get_current_pid_tgid() >> 32;
	sample->cpu = bpf_get_smp_processor_id();
	sample->kernel_size = bpf_get_stack(ctx, sample->kernel, sizeof(sample->kernel), 0);
	bpf_ringbuf_submit(sample, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
