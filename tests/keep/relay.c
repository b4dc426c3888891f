// SPDX-License-Identifier: MIT
/*
 * A guest that writes the number of each record to its output before it takes the next one, and at
 * its end how many the program has submitted.
 *
 *	relay PID poll|batch|next	by the SDK, by copies, by the mapped ring itself
 */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf_v2.h>
#include "relay.skel.h"

static void put(const void *record)
{
	write(1, record, sizeof(unsigned long long));
}

static int take(void *context, void *data, size_t size)
{
	(void)context;
	(void)size;
	put(data);
	return 0;
}

static int by_poll(int map)
{
	struct ring_buffer *ring = ring_buffer__new(map, take, NULL, NULL);

	while (ring_buffer__poll(ring, -1) >= 0)
		;
	return 0;
}

static int by_batch(int map)
{
	static char batch[4096] __attribute__((aligned(8)));
	const int handle = map;

	wasm_bpf_buffer_open(handle);
	while (wasm_bpf_buffers_wait(NULL, 0, -1) >= 0) {
		const int len = wasm_bpf_buffer_read(handle, batch, sizeof(batch));

		for (int at = 0; at < len;) {
			const struct wasm_bpf_frame *frame = (void *)(batch + at);

			put(frame->data);
			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	}
	return 0;
}

static int by_next(int map)
{
	const int handle = map;
	struct wasm_bpf_ring ring;
	const void *record;
	uint32_t size;

	if (wasm_bpf_buffer_open(handle) < 0 || wasm_bpf_ring_map(handle, &ring) < 0)
		return 1;
	while (wasm_bpf_buffers_wait(NULL, 0, -1) >= 0) {
		const uint64_t end = wasm_bpf_ring_end(&ring);

		while ((record = wasm_bpf_ring_next(&ring, end, &size)))
			put(record);
		wasm_bpf_ring_release(&ring);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct relay_bpf *skel = relay_bpf__open();
	int map;

	if (!skel || argc < 3)
		return 2;
	skel->rodata->target = (unsigned int)atoi(argv[1]);
	if (relay_bpf__load(skel) || relay_bpf__attach(skel))
		return 3;
	map = bpf_map__fd(skel->maps.ring);
	if (strcmp(argv[2], "poll") == 0)
		by_poll(map);
	else if (strcmp(argv[2], "batch") == 0)
		by_batch(map);
	else
		by_next(map);
	fprintf(stderr, "submitted %llu failed %llu\n", skel->bss->submitted, skel->bss->failed);
	relay_bpf__destroy(skel);
	return 0;
}
