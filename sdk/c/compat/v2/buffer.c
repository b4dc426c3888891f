// SPDX-License-Identifier: MIT
/* <compat.h>: bcc's buffer. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <bpf/libbpf.h>
#include <compat.h>
#include <trace_helpers.h>

#define PERF_PAGES 64

struct bpf_buffer {
	struct bpf_map *events;
	struct ring_buffer *ring;
	struct perf_buffer *perf;
	bpf_buffer_sample_fn sample;
	void *ctx;
	bool is_ring;
};

__attribute__((weak)) struct bpf_buffer *bpf_buffer__new(struct bpf_map *events,
							 struct bpf_map *heap)
{
	struct bpf_buffer *buffer = calloc(1, sizeof(*buffer));

	if (!buffer)
		return NULL;
	buffer->events = events;
	buffer->is_ring = probe_ringbuf();
	if (buffer->is_ring) {
		bpf_map__set_autocreate(heap, false);
		return buffer;
	}
	bpf_map__set_type(events, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	bpf_map__set_key_size(events, sizeof(int));
	bpf_map__set_value_size(events, sizeof(int));
	return buffer;
}

static void perf_sample(void *ctx, int cpu, void *data, __u32 size)
{
	struct bpf_buffer *buffer = ctx;

	(void)cpu;
	buffer->sample(buffer->ctx, data, size);
}

__attribute__((weak)) int bpf_buffer__open(struct bpf_buffer *buffer,
					   bpf_buffer_sample_fn sample_cb,
					   bpf_buffer_lost_fn lost_cb, void *ctx)
{
	int fd = bpf_map__fd(buffer->events);

	buffer->sample = sample_cb;
	buffer->ctx = ctx;
	if (buffer->is_ring)
		buffer->ring = ring_buffer__new(fd, sample_cb, ctx, NULL);
	else
		buffer->perf = perf_buffer__new(fd, PERF_PAGES, perf_sample, lost_cb, buffer, NULL);
	return buffer->ring || buffer->perf ? 0 : -errno;
}

__attribute__((weak)) int bpf_buffer__poll(struct bpf_buffer *buffer, int timeout_ms)
{
	if (buffer->ring)
		return ring_buffer__poll(buffer->ring, timeout_ms);
	return buffer->perf ? perf_buffer__poll(buffer->perf, timeout_ms) : -EINVAL;
}

__attribute__((weak)) void bpf_buffer__free(struct bpf_buffer *buffer)
{
	if (!buffer)
		return;
	ring_buffer__free(buffer->ring);
	perf_buffer__free(buffer->perf);
	free(buffer);
}
