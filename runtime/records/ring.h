/* SPDX-License-Identifier: MIT */
/*
 * The user-space side of a BPF ring buffer, which is read in place. Layout of its pages and
 * header of its records: linux/kernel/bpf/ringbuf.c. Protocol: libbpf's ringbuf.c and
 * Documentation/bpf/ringbuf.rst.
 */
#ifndef RECORDS_RING_H
#define RECORDS_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/buffer.h"

struct ring {
	unsigned long *consumer;        /* our position, which the kernel reads */
	const unsigned long *producer;  /* the kernel's position */
	const unsigned char *data;      /* mapped twice in a row, so that no record wraps */
	size_t size;                    /* bytes, a power of two */
	size_t page;
	uint64_t rested_at;             /* when the last rest ended; monotonic clock, ns */
	unsigned long rested_position;  /* our position then */
	unsigned long armed_position; /* from ring_disarm() to ring_arm() */
};

/* Maps the ring of `size` bytes of the map `fd`. 0 or -errno. */
int ring_open(struct ring *ring, int fd, size_t size);
void ring_close(struct ring *ring);

/* How many bytes of records are there, including records that are being written. */
size_t ring_filled(const struct ring *ring);

/*
 * If the producer is fast, leaves the ring alone for some microseconds, until there is enough
 * for a pass. A reader that looks for each record as it comes shares cache lines with the
 * producer; each waits for the other, and both get slow.
 */
void ring_rest(struct ring *ring);

/* Whether there is a record that nobody is writing any more. */
bool ring_is_ready(const struct ring *ring);

/* How many records are there and whole, from where we stand; at most `max`. */
unsigned int ring_count(const struct ring *ring, unsigned int max);

/* Puts our position before where we stand, where no record is committed, so that the kernel sees
 * no reader who has caught up and wakes none. Until ring_arm() nothing else may be done with the ring
 * but ring_filled(). Whoever reads the ring after us, if we end meanwhile, starts from a wrong place. */
void ring_disarm(struct ring *ring);
void ring_arm(struct ring *ring);

/* Makes one pass, as buffer_consume() does. */
void ring_consume(struct ring *ring, buffer_record *record, void *context);

#endif
