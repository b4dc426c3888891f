// SPDX-License-Identifier: MIT
/* Perf buffers: to a guest, a ring buffer whose callback cannot end the poll. */
#include <errno.h>
#include <stdlib.h>
#include "object.h"

struct perf_buffer {
	struct ring_buffer *ring;
	perf_buffer_sample_fn sample;
	void *ctx;
};

static int take_sample(void *ctx, void *data, size_t size)
{
	const struct perf_buffer *pb = ctx;

	pb->sample(pb->ctx, -1, data, size);
	return 0;
}

struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt,
				     perf_buffer_sample_fn sample_cb,
				     perf_buffer_lost_fn lost_cb, void *ctx,
				     const struct perf_buffer_opts *opts)
{
	struct perf_buffer *pb;

	(void)lost_cb, (void)opts;
	if (!sample_cb || !page_cnt || page_cnt & (page_cnt - 1))
		return sdk_error_ptr(EINVAL);
	pb = malloc(sizeof(*pb));
	if (!pb)
		return sdk_error_ptr(ENOMEM);
	*pb = (struct perf_buffer){ .sample = sample_cb, .ctx = ctx };
	pb->ring = ring_buffer__new(map_fd, take_sample, pb, NULL);
	if (!pb->ring) {
		free(pb);
		return NULL;
	}
	return pb;
}

void perf_buffer__free(struct perf_buffer *pb)
{
	if (!pb)
		return;
	ring_buffer__free(pb->ring);
	free(pb);
}

int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms)
{
	return ring_buffer__poll(pb->ring, timeout_ms);
}

int perf_buffer__consume(struct perf_buffer *pb)
{
	return ring_buffer__consume(pb->ring);
}
