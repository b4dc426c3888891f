// SPDX-License-Identifier: MIT
/* Ring buffers: any number of maps, each with its callback. */
#include <errno.h>
#include <stdlib.h>
#include <wasm_bpf.h>
#include "object.h"

#define RECORD_MAX 65536
#define SLICE_MS 10
#define CACHE_LINE 64

struct source {
	struct source *next;  /* in a circle */
	struct ring_buffer *owner;
	uint64_t object;
	int fd;
	ring_buffer_sample_fn sample;
	void *ctx;
};

struct ring_buffer {
	struct source *turn;  /* the source whose turn it is */
	int taken;            /* records of this poll */
	int stopped;          /* the negative result of a callback, or 0 */
	bool warned;
	size_t record_max;
	char *record;         /* one byte more, to tell a record that was cut */
	char room[];          /* for it, aligned: the host's copy is faster then */
};

/* The host calls this for each record. */
static int take(void *ctx, void *data, size_t size)
{
	const struct source *source = ctx;
	struct ring_buffer *rb = source->owner;
	int result;

	if (size > rb->record_max) {
		size = rb->record_max;
		if (!rb->warned)
			sdk_warn("ring buffer: records are longer than %zu bytes and cut to that\n",
				 size);
		rb->warned = true;
	}
	rb->taken++;
	result = source->sample(source->ctx, data, size);
	if (result < 0)
		rb->stopped = result;
	return result;
}

struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts)
{
	bool sized = opts && opts->sz >= sizeof(*opts) && opts->max_record;
	size_t record_max = sized ? opts->max_record : RECORD_MAX;
	struct ring_buffer *rb;

	if (record_max >= INT32_MAX)
		return sdk_error_ptr(EINVAL);
	rb = malloc(sizeof(*rb) + CACHE_LINE + record_max);
	if (!rb)
		return sdk_error_ptr(ENOMEM);
	*rb = (struct ring_buffer){ .record_max = record_max };
	rb->record = rb->room + (-(uintptr_t)rb->room & (CACHE_LINE - 1));
	if (ring_buffer__add(rb, map_fd, sample_cb, ctx)) {
		ring_buffer__free(rb);
		return NULL;
	}
	return rb;
}

int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
		     void *ctx)
{
	const struct bpf_map *map = sdk_map_by_fd(map_fd);
	struct source *source;

	if (!map || !sample_cb)
		return sdk_error(map ? EINVAL : EBADF);
	source = malloc(sizeof(*source));
	if (!source)
		return sdk_error(ENOMEM);
	*source = (struct source){ source, rb, map->object->handle, map_fd, sample_cb, ctx };
	if (rb->turn) {
		source->next = rb->turn->next;
		rb->turn->next = source;
	}
	rb->turn = source;
	return 0;
}

void ring_buffer__free(struct ring_buffer *rb)
{
	if (!rb)
		return;
	while (rb->turn) {
		struct source *source = rb->turn->next;

		if (source == rb->turn)
			rb->turn = NULL;
		else
			rb->turn->next = source->next;
		free(source);
	}
	free(rb);
}

/* --- polling ---------------------------------------------------------------- */

/* 0, a callback's negative result, or -errno. */
static int poll_source(struct ring_buffer *rb, struct source *source, int timeout_ms)
{
	int err;

	rb->stopped = 0;
	err = wasm_bpf_buffer_poll(source->object, source->fd, take, source, rb->record,
				   rb->record_max + 1, timeout_ms);
	if (rb->stopped)
		return sdk_error(-rb->stopped);
	if (err >= 0)
		return 0;
	err = sdk_result(err);
	if (err == -EINTR)
		sdk_interrupted();
	return sdk_error(-err);
}

static int poll_all(struct ring_buffer *rb)
{
	struct source *source = rb->turn;
	int err;

	do {
		err = poll_source(rb, source, 0);
		source = source->next;
	} while (source != rb->turn && !err);
	rb->turn = rb->turn->next;
	return err;
}

int ring_buffer__consume(struct ring_buffer *rb)
{
	int err;

	rb->taken = 0;
	err = poll_all(rb);
	return err ? err : rb->taken;
}

/* Several maps have no wait in common: all are looked at without waiting, then one
 * is waited for a little, each in its turn. */
int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	int err;

	rb->taken = 0;
	if (rb->turn->next == rb->turn) {
		err = poll_source(rb, rb->turn, timeout_ms);
		return err ? err : rb->taken;
	}
	for (;;) {
		int wait = timeout_ms < 0 || timeout_ms > SLICE_MS ? SLICE_MS : timeout_ms;

		err = poll_all(rb);
		if (err || rb->taken || !wait)
			break;
		err = poll_source(rb, rb->turn, wait);
		if (err || rb->taken)
			break;
		if (timeout_ms > 0)
			timeout_ms -= wait;
	}
	return err ? err : rb->taken;
}
