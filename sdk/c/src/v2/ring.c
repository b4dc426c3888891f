// SPDX-License-Identifier: MIT
/*
 * Ring buffers: any number of maps, each with its callback. A ring is mapped into memory
 * and its records are handed over in place; where it cannot be they are copied in batches.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"
#include "wait.h"

#define BATCH_MAX (256 * 1024)
#define RECORD_MAX 65536

struct ring {
	struct ring *next_ring;
	int fd;
	int handle;
	ring_buffer_sample_fn sample;
	wasm_bpf_ring_loop_fn loop;  /* one that calls `sample`, or null */
	wasm_bpf_ring_take_fn take;  /* of the user's, or null */
	void *ctx;
	size_t size;               /* of its data, in bytes */
	struct wasm_bpf_ring map;  /* `data` is null where it is not mapped */
	size_t mapped;
	char *batch;               /* then records are copied to this, */
	size_t batch_size;
	char *next, *end;          /* and these are still to be handed over */
	bool warned;
};

struct ring_buffer {
	struct ring *rings;        /* in the order of their adding */
	size_t record_max;
	size_t left;               /* records that may still be handed over */
};

/* --- a ring ------------------------------------------------------------------------- */

static bool map_ring(struct ring *ring, size_t size)
{
	char *at = sdk_pages_new(size);

	if (!at)
		return false;
	if (wasm_bpf_ring_map_at(ring->handle, at, size, &ring->map) < 0) {
		sdk_pages_free(at, size);
		return false;
	}
	ring->mapped = size;
	return true;
}

static int open_ring(struct ring *ring, size_t record_max)
{
	struct wasm_bpf_map_info info;
	int ret = sdk_failed(wasm_bpf_map_info(ring->handle, &info, sizeof(info)));

	if (ret < 0)
		return ret;
	if (!ring->sample)
		return sdk_error(EINVAL);
	if (info.type != BPF_MAP_TYPE_RINGBUF) {
		sdk_warn("'%s' is no ring buffer\n", info.name);
		return sdk_error(EINVAL);
	}
	ring->size = info.max_entries;
	ret = sdk_failed(wasm_bpf_buffer_open(ring->handle));
	if (ret < 0 || (info.mmap_size <= INT32_MAX && map_ring(ring, info.mmap_size)))
		return ret;
	ring->batch_size = sizeof(struct wasm_bpf_frame) +
			   (record_max > BATCH_MAX ? record_max : BATCH_MAX);
	ring->batch = malloc(ring->batch_size);
	return ring->batch ? 0 : sdk_error(ENOMEM);
}

static void free_ring(struct ring *ring)
{
	if (ring->mapped) {
		wasm_bpf_map_munmap(ring->handle);
		sdk_pages_free(ring->map.consumer, ring->mapped);
	}
	free(ring->batch);
	free(ring);
}

static uint64_t take_until(const struct ring *ring, uint64_t end, struct wasm_bpf_pass *pass)
{
	if (ring->loop)
		return ring->loop(&ring->map, ring->ctx, end, pass);
	return wasm_bpf_ring_each(&ring->map, ring->sample, ring->ctx, end, pass);
}

/* The same by the user's loop, which counts for itself. */
static void take_by_user(struct ring *ring, uint64_t end, struct wasm_bpf_pass *pass)
{
	const int taken = ring->take(ring->ctx, &ring->map, end);

	pass->result = taken < 0 ? taken : 0;
	if (taken > 0)
		pass->wanted -= (size_t)taken < pass->wanted ? (size_t)taken : pass->wanted;
}

/* Hands over what is in the mapped ring, and gives the room back to the kernel once for all
 * of it: a store for each record would cost more than the rest. */
static int take_mapped(struct ring *ring, size_t n)
{
	const uint64_t end = ring->map.position + ring->size;
	struct wasm_bpf_pass pass = { .wanted = n };
	uint64_t begin;

	do {
		const uint64_t there = wasm_bpf_ring_end(&ring->map);

		begin = ring->map.position;
		if (ring->take)
			take_by_user(ring, there, &pass);
		else
			ring->map.position = take_until(ring, there, &pass);
		wasm_bpf_ring_release(&ring->map);
	} while (ring->map.position != begin && ring->map.position < end && pass.wanted &&
		 pass.result >= 0);
	return pass.result < 0 ? sdk_error(-pass.result) : (int)(n - pass.wanted);
}

/* Hands over what was read, or as much of it as is wanted. */
static int take_frames_read(struct ring *ring, size_t n)
{
	int taken = 0;

	while (ring->next < ring->end && n--) {
		struct wasm_bpf_frame *frame = (void *)ring->next;
		int result;

		ring->next += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		if (frame->whole > frame->size && !ring->warned) {
			sdk_warn("ring buffer: records are cut to %u bytes\n", frame->size);
			ring->warned = true;
		}
		result = ring->sample(ring->ctx, frame->data, frame->size);
		if (result < 0)
			return sdk_error(-result);
		taken++;
	}
	return taken;
}

static int take_batches(struct ring *ring, size_t n)
{
	size_t bytes = 0;
	int taken = 0, ret, len;

	for (;;) {
		ret = take_frames_read(ring, n - taken);
		if (ret < 0)
			return ret;
		taken += ret;
		if ((size_t)taken == n || bytes >= ring->size)
			return taken;
		len = sdk_result(wasm_bpf_buffer_read(ring->handle, ring->batch, ring->batch_size));
		if (len <= 0)
			return len < 0 ? len : taken;
		ring->next = ring->batch;
		ring->end = ring->batch + len;
		bytes += len;
	}
}

static int take_ring(struct ring *ring, size_t n)
{
	return ring->mapped ? take_mapped(ring, n) : take_batches(ring, n);
}

/* --- several ---------------------------------------------------------------------------- */

struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts)
{
	struct ring_buffer *rb = calloc(1, sizeof(*rb));
	size_t record_max = sdk_option(opts, max_record);

	if (!rb)
		return sdk_error_ptr(ENOMEM);
	rb->record_max = record_max ? record_max : RECORD_MAX;
	if (ring_buffer__add(rb, map_fd, sample_cb, ctx)) {
		ring_buffer__free(rb);
		return NULL;
	}
	return rb;
}

int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
		     void *ctx)
{
	struct ring *ring = calloc(1, sizeof(*ring)), **at = &rb->rings;
	int err;

	if (!ring)
		return sdk_error(ENOMEM);
	ring->fd = map_fd;
	ring->handle = sdk_map_handle(map_fd);
	ring->sample = sample_cb;
	ring->ctx = ctx;
	err = open_ring(ring, rb->record_max);
	if (err) {
		free_ring(ring);
		return sdk_error(-err);
	}
	while (*at)
		at = &(*at)->next_ring;
	*at = ring;
	return 0;
}

void ring_buffer__free(struct ring_buffer *rb)
{
	if (!rb)
		return;
	for (struct ring *ring = rb->rings, *next; ring; ring = next) {
		next = ring->next_ring;
		free_ring(ring);
	}
	free(rb);
}

static int take_rings(void *buffer)
{
	struct ring_buffer *rb = buffer;
	size_t n = rb->left;

	for (struct ring *ring = rb->rings; ring && n; ring = ring->next_ring) {
		int ret = take_ring(ring, n);

		if (ret < 0)
			return ret;
		n -= ret;
	}
	return rb->left - n;
}

int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	for (const struct ring *ring = rb->rings; ring; ring = ring->next_ring)
		if (ring->next < ring->end)
			timeout_ms = 0; /* there are records which the host has no more */
	rb->left = SIZE_MAX;
	return sdk_wait_and_take(rb, take_rings, timeout_ms);
}

int ring_buffer__consume_n(struct ring_buffer *rb, size_t n)
{
	rb->left = n;
	return take_rings(rb);
}

int ring_buffer__consume(struct ring_buffer *rb)
{
	return ring_buffer__consume_n(rb, SIZE_MAX);
}

int ring_buffer__epoll_fd(const struct ring_buffer *rb)
{
	(void)rb;
	return sdk_unsupported(__func__, "wait by ring_buffer__poll()");
}

/* --- one of them ------------------------------------------------------------------------- */

struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx)
{
	struct ring *ring = rb->rings;

	while (ring && idx--)
		ring = ring->next_ring;
	return ring ? ring : sdk_error_ptr(ERANGE);
}

unsigned long long ring__consumer_pos(const struct ring *r)
{
	return r->mapped ? (unsigned long)*r->map.consumer : 0;
}

unsigned long long ring__producer_pos(const struct ring *r)
{
	return r->mapped ? (unsigned long)__atomic_load_n(r->map.producer, __ATOMIC_ACQUIRE) : 0;
}

size_t ring__avail_data_size(const struct ring *r)
{
	return ring__producer_pos(r) - ring__consumer_pos(r);
}

size_t ring__size(const struct ring *r)
{
	return r->size;
}

int ring__map_fd(const struct ring *r)
{
	return r->fd;
}

void wasm_bpf_ring_set_take(struct ring *r, wasm_bpf_ring_take_fn take)
{
	r->take = take;
}

void wasm_bpf_ring_set_loop(struct ring_buffer *rb, wasm_bpf_ring_loop_fn loop)
{
	struct ring *last = rb->rings;

	while (last->next_ring)
		last = last->next_ring;
	last->loop = loop;
}

int ring__consume(struct ring *r)
{
	return take_ring(r, SIZE_MAX);
}

int ring__consume_n(struct ring *r, size_t n)
{
	return take_ring(r, n);
}
