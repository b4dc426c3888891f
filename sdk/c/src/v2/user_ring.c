// SPDX-License-Identifier: MIT
/*
 * User ring buffers, which the guest writes and a program drains: mapped, with the reader's
 * position first, then the writer's, and the data twice in a row, so that no record wraps.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "object.h"

enum { HEAD = 8, STEP_MS = 1 };
#define BUSY (1u << 31)
#define DISCARDED (1u << 30)

struct user_ring_buffer {
	int handle;
	char *pages;
	size_t mapped;
	const uint64_t *consumer;
	uint64_t *producer;
	unsigned char *data;
	uint32_t size;  /* of the data, a power of two */
};

static int map_user_ring(struct user_ring_buffer *rb)
{
	size_t page = wasm_bpf_page_size();
	struct wasm_bpf_map_info info;
	int ret = sdk_failed(wasm_bpf_map_info(rb->handle, &info, sizeof(info)));

	if (ret < 0)
		return ret;
	if (info.type != BPF_MAP_TYPE_USER_RINGBUF) {
		sdk_warn("'%s' is no user ring buffer\n", info.name);
		return sdk_error(EINVAL);
	}
	rb->size = info.max_entries;
	rb->pages = info.mmap_size <= INT32_MAX ? sdk_pages_new(info.mmap_size)
						: sdk_error_ptr(ENOMEM);
	if (!rb->pages)
		return -errno;
	rb->mapped = info.mmap_size;
	ret = sdk_failed(wasm_bpf_map_mmap(rb->handle, rb->pages, info.mmap_size));
	if (ret < 0) {
		sdk_pages_free(rb->pages, rb->mapped);
		return ret;
	}
	rb->consumer = (const uint64_t *)rb->pages;
	rb->producer = (uint64_t *)(rb->pages + page);
	rb->data = (unsigned char *)rb->pages + 2 * page;
	return 0;
}

struct user_ring_buffer *user_ring_buffer__new(int map_fd, const struct user_ring_buffer_opts *opts)
{
	struct user_ring_buffer *rb = calloc(1, sizeof(*rb));
	int err;

	(void)opts;
	if (!rb)
		return sdk_error_ptr(ENOMEM);
	rb->handle = sdk_map_handle(map_fd);
	err = map_user_ring(rb);
	if (!err)
		return rb;
	free(rb);
	return sdk_error_ptr(-err);
}

void user_ring_buffer__free(struct user_ring_buffer *rb)
{
	if (!rb)
		return;
	wasm_bpf_map_munmap(rb->handle);
	sdk_pages_free(rb->pages, rb->mapped);
	free(rb);
}

void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size)
{
	uint64_t taken = __atomic_load_n(rb->consumer, __ATOMIC_ACQUIRE);
	uint64_t written = __atomic_load_n(rb->producer, __ATOMIC_ACQUIRE);
	uint64_t total = ((uint64_t)size + HEAD + 7) / 8 * 8;
	unsigned char *at = rb->data + ((uint32_t)written & (rb->size - 1));

	if (size & (BUSY | DISCARDED) || total > rb->size)
		return sdk_error_ptr(E2BIG);
	if (rb->size - (written - taken) < total)
		return sdk_error_ptr(ENOSPC);
	__atomic_store_n((uint32_t *)at, size | BUSY, __ATOMIC_RELAXED);
	memset(at + 4, 0, 4);
	__atomic_store_n(rb->producer, written + total, __ATOMIC_RELEASE);
	return at + HEAD;
}

/* A program that drains the ring says nothing to a guest: it looks again and again. */
void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };
	void *sample;

	if (timeout_ms < -1)
		return sdk_error_ptr(EINVAL);
	for (;;) {
		sample = user_ring_buffer__reserve(rb, size);
		if (sample || errno != ENOSPC || !timeout_ms)
			return sample;
		if (nanosleep(&step, NULL))
			return NULL;
		if (timeout_ms > 0)
			timeout_ms -= STEP_MS;
	}
}

/* The header of what is reserved last may lie before the place where the data is mapped again. */
static void commit(struct user_ring_buffer *rb, void *sample, uint32_t discarded)
{
	uint32_t offset = (uint32_t)((unsigned char *)sample - rb->data) - HEAD;
	uint32_t *head = (uint32_t *)(rb->data + (offset & (rb->size - 1)));

	__atomic_store_n(head, (*head & ~BUSY) | discarded, __ATOMIC_SEQ_CST);
}

void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample)
{
	commit(rb, sample, 0);
}

void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample)
{
	commit(rb, sample, DISCARDED);
}
