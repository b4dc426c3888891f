// SPDX-License-Identifier: MIT
#include "ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

int ring_open(struct ring *ring, int fd, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *pages;

	*ring = (struct ring){ .size = size, .page = page };
	ring->consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ring->consumer == MAP_FAILED)
		return -errno;
	pages = mmap(NULL, page + 2 * size, PROT_READ, MAP_SHARED, fd, (off_t)page);
	if (pages == MAP_FAILED) {
		int code = errno;

		munmap(ring->consumer, page);
		return -code;
	}
	ring->producer = (const unsigned long *)pages;
	ring->data = pages + page;
	return 0;
}

void ring_close(struct ring *ring)
{
	munmap(ring->consumer, ring->page);
	munmap((void *)(uintptr_t)ring->producer, ring->page + 2 * ring->size);
}

/*
 * The kernel wakes a reader only when a record is committed right where the reader
 * stands. So our position must be in place before we look a last time: hence the
 * full barrier between the two.
 */
static void store_position(struct ring *ring, unsigned long position)
{
	__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* Where we stand: what the page says, unless a guest that had it mapped left nonsense. */
static unsigned long load_position(const struct ring *ring, unsigned long producer)
{
	unsigned long position = *(volatile unsigned long *)ring->consumer;

	return position % 8 || producer - position > ring->size ? producer : position;
}

size_t ring_filled(const struct ring *ring)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);

	return producer - load_position(ring, producer);
}

void ring_consume(struct ring *ring, buffer_record *record, void *context)
{
	unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	unsigned long position = load_position(ring, producer), stored = position;
	const unsigned long end = position + ring->size;
	const unsigned long step = ring->size / 16;
	int stop = 0;

	while (!stop && position < end) {
		const unsigned char *at = ring->data + (position & (ring->size - 1));
		uint32_t header = BPF_RINGBUF_BUSY_BIT, size;

		if (position < producer)
			header = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);
		if (header & BPF_RINGBUF_BUSY_BIT) {
			if (stored == position)
				break;
			store_position(ring, position);
			stored = position;
			producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
			continue;
		}
		size = header & ~BPF_RINGBUF_DISCARD_BIT;
		if (size + 8ul > producer - position) {
			position = producer;  /* no record starts here: nonsense again */
			break;
		}
		if (!(header & BPF_RINGBUF_DISCARD_BIT))
			stop = record(context, at + BPF_RINGBUF_HDR_SZ, size);
		if (stop == BUFFER_KEEP)
			break;
		position += (size + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
		if (position - stored >= step) {
			__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
			stored = position;
		}
	}
	if (stored != position)
		store_position(ring, position);
}
