/* SPDX-License-Identifier: MIT */
/*
 * How a guest takes the records that are there by v2: from the ring in its memory
 * with -DMAPPED, by batches with -DBATCHED. What comes meanwhile is left for the next time.
 * Whoever includes it defines count(record).
 */
#ifndef BENCH_TAKE_H
#define BENCH_TAKE_H

#include <wasm_bpf_v2.h>

#ifdef MAPPED
static struct wasm_bpf_ring mapped;

static int take_open(int map)
{
	int ret = wasm_bpf_ring_map(map, &mapped);

	return ret < 0 ? ret : wasm_bpf_buffer_open(map);
}

static void take_all(int map)
{
	struct wasm_bpf_ring ring = mapped;
	const uint64_t end = wasm_bpf_ring_end(&ring);
	const void *record;
	uint32_t size;

	(void)map;
	while ((record = wasm_bpf_ring_next(&ring, end, &size)))
		count(record);
	wasm_bpf_ring_release(&ring);
	mapped = ring;
}
#else
static int take_open(int map)
{
	return wasm_bpf_buffer_open(map);
}

static void take_all(int map)
{
	static char data[256 * 1024] __attribute__((aligned(8)));
	int len;

	do {
		len = wasm_bpf_buffer_read(map, data, sizeof(data));
		for (const char *at = data; at < data + len;) {
			const struct wasm_bpf_frame *frame = (const void *)at;

			count(frame->data);
			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	} while (len > (int)sizeof(data) / 2);
}
#endif

#endif
