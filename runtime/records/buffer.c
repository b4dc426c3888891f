// SPDX-License-Identifier: MIT
#include "records/buffer.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "records/perf.h"
#include "records/ring.h"
#include "records/source.h"

struct buffer {
	bool is_ring;
	bool is_shared;  /* others may read it after us */
	bool is_quiet;   /* a perf buffer whose events wake nobody */
	bool is_loud;    /* one whose events cannot be changed */
	int map_fd;
	union {
		struct ring ring;
		struct perf perf;
	};
};

int buffer_open(const struct source *source, uint32_t pages, struct buffer **ret_buffer,
		struct err *err)
{
	const char *name = source->name;
	struct buffer *buffer;
	int ret;

	if (source->type != BPF_MAP_TYPE_RINGBUF && source->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return err_set(err, EINVAL,
			       "cannot poll '%s': neither a ring buffer nor a perf buffer", name);
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return err_set(err, ENOMEM, "cannot open buffer '%s': %s", name, strerror(ENOMEM));
	buffer->map_fd = source->fd;
	buffer->is_shared = source->is_shared;
	buffer->is_ring = source->type == BPF_MAP_TYPE_RINGBUF;
	ret = buffer->is_ring ? ring_open(&buffer->ring, source->fd, source->max_entries)
			      : perf_open(&buffer->perf, source->fd, pages);
	if (ret < 0) {
		free(buffer);
		return err_set(err, -ret, "cannot open buffer '%s': %s", name, strerror(-ret));
	}
	*ret_buffer = buffer;
	return 0;
}

void buffer_free(struct buffer *buffer)
{
	if (!buffer)
		return;
	if (buffer->is_ring)
		ring_close(&buffer->ring);
	else
		perf_close(&buffer->perf);
	free(buffer);
}

bool buffer_is_ring(const struct buffer *buffer)
{
	return buffer->is_ring;
}

int buffer_fd(const struct buffer *buffer)
{
	return buffer->is_ring ? buffer->map_fd : perf_buffer__epoll_fd(buffer->perf.libbpf);
}

bool buffer_is_ready(const struct buffer *buffer)
{
	return buffer->is_ring ? ring_is_ready(&buffer->ring) : perf_filled(&buffer->perf);
}

uint64_t buffer_filled(const struct buffer *buffer)
{
	return buffer->is_ring ? ring_filled(&buffer->ring) : perf_filled(&buffer->perf);
}

uint64_t buffer_half(const struct buffer *buffer)
{
	return (buffer->is_ring ? buffer->ring.size : buffer->perf.size) / 2;
}

void buffer_share(struct buffer *buffer)
{
	buffer->is_shared = true;
}

unsigned int buffer_count(const struct buffer *buffer, unsigned int max)
{
	return buffer->is_ring ? ring_count(&buffer->ring, max) : perf_count(&buffer->perf, max);
}

void buffer_disarm(struct buffer *buffer)
{
	if (buffer->is_shared)
		return;
	if (buffer->is_ring)
		ring_disarm(&buffer->ring);
	else if (!buffer->is_quiet && !buffer->is_loud)
		buffer->is_loud = perf_disarm(&buffer->perf) < 0;
	buffer->is_quiet = !buffer->is_ring && !buffer->is_loud;
}

void buffer_arm(struct buffer *buffer)
{
	if (buffer->is_ring && !buffer->is_shared)
		ring_arm(&buffer->ring);
}

bool buffer_wakes(struct buffer *buffer)
{
	if (!buffer->is_quiet)
		return false;
	buffer->is_quiet = perf_arm(&buffer->perf) < 0;
	return true;
}

void buffer_hold(struct buffer *buffer, uint64_t count)
{
	if (buffer->is_ring)
		ring_hold(&buffer->ring, count);
}

void buffer_rest(struct buffer *buffer)
{
	if (buffer->is_ring)
		ring_rest(&buffer->ring);
}

uint32_t buffer_cpus(const struct buffer *buffer)
{
	return buffer->is_ring ? 0 : buffer->perf.cpus;
}

uint32_t buffer_cpu(const struct buffer *buffer)
{
	return buffer->is_ring ? 0 : buffer->perf.cpu;
}

uint32_t buffer_take_lost(struct buffer *buffer, uint32_t cpu)
{
	return buffer->is_ring ? 0 : perf_take_lost(&buffer->perf, cpu);
}

int buffer_consume(struct buffer *buffer, buffer_record *record, void *context,
		   uint64_t *lost)
{
	if (!buffer->is_ring)
		return perf_consume(&buffer->perf, record, context, lost);
	ring_consume(&buffer->ring, record, context);
	return 0;
}
