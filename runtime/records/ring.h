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
	struct ring_mark *mark;
};

/*
 * Where a reader is, for who reads the ring after it ended without a word: in the page of our
 * position, behind it, where the kernel looks at nothing. It lives as long as the ring. Readers in
 * guests write it, too: it is worth what the position is worth.
 */
enum { RING_MARK = 128 };
struct ring_mark {
	uint64_t taken; /* the records before it were handed over, if it is behind the position */
	uint64_t held; /* so many of these, at most, the reader has not done with */
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

/* Notes that the guest has so many records of the ring, which it may not have done with. */
void ring_hold(struct ring *ring, uint64_t count);

/* What the last reader of a ring left. */
struct ring_estate {
	uint64_t held; /* records that were taken, and of which nobody knows whether they were
			    * done with; at most */
	uint64_t waiting; /* bytes of records that nobody has taken */
};

/* Puts our position behind the last record that was taken by a reader who is gone. */
void ring_take_over(struct ring *ring, struct ring_estate *ret_estate);

/* The same in the ring of `size` bytes of the map `fd`. 0 or -errno. */
int ring_inherit(int fd, size_t size, struct ring_estate *ret_estate);

/* Makes one pass, as buffer_consume() does. */
void ring_consume(struct ring *ring, buffer_record *record, void *context);

#endif
