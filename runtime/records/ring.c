// SPDX-License-Identifier: MIT
#include "records/ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"

enum {
	REST_NS = 10 * 1000,  /* how long the end of the ring is left alone, at most, */
	LOOK_NS = 1000,       /* but for looks so often whether there are */
	ENOUGH = 16 * 1024,   /* so many bytes */
	NS_A_BYTE = 20,       /* as slow as that a ring needs no rest */
};

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
	ring->mark = (void *)((unsigned char *)ring->consumer + RING_MARK);
	return 0;
}

void ring_close(struct ring *ring)
{
	munmap(ring->consumer, ring->page);
	munmap((void *)(uintptr_t)ring->producer, ring->page + 2 * ring->size);
}

/* Where we stand: what the page says, unless a guest that had it mapped left nonsense. */
static unsigned long load_position(const struct ring *ring, unsigned long producer)
{
	const unsigned long position = *(volatile unsigned long *)ring->consumer;
	const bool good = position % 8 == 0 && position <= producer &&
			  producer - position <= ring->size;

	return good ? position : producer;
}

size_t ring_filled(const struct ring *ring)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);

	return producer - load_position(ring, producer);
}

/* Whether the ring is read so fast since the last rest that it is worth another. */
static bool is_fast(struct ring *ring, uint64_t now)
{
	const unsigned long position = *(volatile unsigned long *)ring->consumer;
	const bool fast = (position - ring->rested_position) * NS_A_BYTE > now - ring->rested_at;

	ring->rested_position = position;
	ring->rested_at = now;
	return fast;
}

void ring_rest(struct ring *ring)
{
	const size_t enough = ring->size / 4 < ENOUGH ? ring->size / 4 : ENOUGH;
	const uint64_t begin = clock_now();
	uint64_t now = begin, next = begin;

	if (!is_fast(ring, begin))
		return;
	while (now < begin + REST_NS) {
		if (now >= next && ring_filled(ring) >= enough)
			break;
		if (now >= next)
			next = now + LOOK_NS;
		now = clock_now();
	}
	ring->rested_at = now;
}

bool ring_is_ready(const struct ring *ring)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	const unsigned long position = load_position(ring, producer);
	const void *at = ring->data + (position & (ring->size - 1));

	return position < producer &&
	       !(__atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE) & BPF_RINGBUF_BUSY_BIT);
}

unsigned int ring_count(const struct ring *ring, unsigned int max)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	unsigned long position = load_position(ring, producer);
	unsigned int count = 0;

	while (count < max && position < producer) {
		const unsigned char *at = ring->data + (position & (ring->size - 1));
		const uint32_t header = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);

		if (header & BPF_RINGBUF_BUSY_BIT)
			break;
		count += !(header & BPF_RINGBUF_DISCARD_BIT);
		position += ((header & ~BPF_RINGBUF_DISCARD_BIT) + BPF_RINGBUF_HDR_SZ + 7ul) / 8 *
			    8;
	}
	return count;
}

void ring_disarm(struct ring *ring)
{
	ring->armed_position = *(volatile unsigned long *)ring->consumer;
	ring->mark->taken = ring->armed_position;
	__atomic_store_n(ring->consumer, ring->armed_position - BPF_RINGBUF_HDR_SZ,
			 __ATOMIC_RELEASE);
}

void ring_arm(struct ring *ring)
{
	__atomic_store_n(ring->consumer, ring->armed_position, __ATOMIC_RELEASE);
}

void ring_hold(struct ring *ring, uint64_t count)
{
	*(volatile uint64_t *)&ring->mark->held = count;
}

void ring_take_over(struct ring *ring, struct ring_estate *ret_estate)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	unsigned long position = ring->mark->taken;

	/* It is where the reader stood, or 8 bytes before that: see ring_disarm(). */
	if (position % 8 || position - *ring->consumer > ring->size || position > producer)
		position = load_position(ring, producer);
	*ret_estate = (struct ring_estate){ ring->mark->held, producer - position };
	ring->mark->held = 0;
	__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
}

int ring_inherit(int fd, size_t size, struct ring_estate *ret_estate)
{
	struct ring ring;
	int ret = ring_open(&ring, fd, size);

	if (ret < 0)
		return ret;
	ring_take_over(&ring, ret_estate);
	ring_close(&ring);
	return 0;
}

/* The pass ends where the producer was when it began. What comes meanwhile is for the next
 * one: to look for it here would be to wait for the producer's cache lines, record by record,
 * and to make it wait for ours. */
void ring_consume(struct ring *ring, buffer_record *record, void *context)
{
	const unsigned long producer = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	unsigned long position = load_position(ring, producer), stored = position;
	const unsigned long step = ring->size / 16;
	volatile struct ring_mark *const mark = ring->mark;
	int stop = 0;

	mark->held = 1;
	while (!stop && position < producer) {
		const unsigned char *at = ring->data + (position & (ring->size - 1));
		const uint32_t header = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);
		const uint32_t size = header & ~BPF_RINGBUF_DISCARD_BIT;

		if (header & BPF_RINGBUF_BUSY_BIT)
			break;
		if (size + 8ul > producer - position) {
			position = producer;  /* no record starts here: a guest left nonsense */
			break;
		}
		mark->taken = position + (size + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
		if (!(header & BPF_RINGBUF_DISCARD_BIT))
			stop = record(context, at + BPF_RINGBUF_HDR_SZ, size);
		if (stop == BUFFER_KEEP) {
			mark->taken = position;
			break;
		}
		position += (size + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
		if (position - stored >= step) {
			__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
			stored = position;
		}
	}
	if (stored != position)
		__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
	mark->held = 0;
}
