/* SPDX-License-Identifier: MIT */
/*
 * The user's side of a BPF ring buffer, read in place. The layout of its pages and
 * the header of its records: linux/kernel/bpf/ringbuf.c; the protocol: libbpf's
 * ringbuf.c and Documentation/bpf/ringbuf.rst.
 */
#ifndef RECORDS_RING_H
#define RECORDS_RING_H

#include <stddef.h>
#include <stdint.h>

#include "records/buffer.h"

struct ring {
	unsigned long *consumer;        /* our position, which the kernel reads */
	const unsigned long *producer;  /* the kernel's */
	const unsigned char *data;      /* mapped twice in a row, so that no record wraps */
	size_t size;                    /* bytes, a power of two */
	size_t page;
	uint64_t rested_at;             /* when the last rest was over, the monotonic clock in ns, */
	unsigned long rested_position;  /* and where we stood then */
};

/* Maps the ring of `size` bytes of the map `fd`. 0 or -errno. */
int ring_open(struct ring *ring, int fd, size_t size);
void ring_close(struct ring *ring);

/* Bytes of records that are there, those that are being written, too. */
size_t ring_filled(const struct ring *ring);

/*
 * Where a fast producer is at work: leaves the end of the ring alone for some microseconds,
 * until there is enough for a pass. A reader that looks for each record as it comes waits for
 * the cache lines that the producer writes, and makes it wait for them: both get slow.
 */
void ring_rest(struct ring *ring);

/* As buffer_consume(). */
void ring_consume(struct ring *ring, buffer_record *record, void *context);

#endif
