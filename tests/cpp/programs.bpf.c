// SPDX-License-Identifier: MIT
/* Programs that somebody runs: on a packet, and for each map. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 packets;

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data;

	if (data + 1 > (unsigned char *)(long)ctx->data_end)
		return XDP_ABORTED;
	*data = 0xee;
	packets++;
	return XDP_DROP;
}

struct seq_file;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};
#pragma clang attribute pop

SEC("iter/bpf_map")
int each_map(struct bpf_iter__bpf_map *ctx)
{
	static const char line[] = "packets\n";

	if (ctx->map)
		bpf_seq_write(ctx->meta->seq, line, sizeof(line) - 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
