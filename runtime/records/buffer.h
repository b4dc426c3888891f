/* SPDX-License-Identifier: MIT */
/*
 * Ring and perf buffers: records from the kernel, in order, each handed to a function.
 * A pass has an end: it hands over at most what was there when it began, however fast
 * more records come.
 */
#ifndef RECORDS_BUFFER_H
#define RECORDS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct err;
struct source;

/* Takes a record. A result other than 0 ends the pass after this record. BUFFER_KEEP, only for
 * rings, ends it before this record, which then comes again. */
enum { BUFFER_KEEP = 2 };
typedef int buffer_record(void *context, const void *data, size_t size);

enum { BUFFER_PAGES_MAX = 1 << 14 };  /* of a perf buffer, for each CPU */

/* Opens a map's buffer. A perf buffer gets `pages` for each CPU; 0 means the default. -EINVAL
 * if the map is neither a ring nor a perf buffer. */
int buffer_open(const struct source *source, uint32_t pages, struct buffer **ret_buffer,
		struct err *err);
void buffer_free(struct buffer *buffer);

bool buffer_is_ring(const struct buffer *buffer);

/* Whether the next record is there and whole, or was discarded. */
bool buffer_is_ready(const struct buffer *buffer);

/* How many bytes of records are there, including records that are being written. For a perf
 * buffer, the number of the CPU that has most. */
uint64_t buffer_filled(const struct buffer *buffer);

/* The value of buffer_filled() when the buffer, or one CPU's part of it, is half full. */
uint64_t buffer_half(const struct buffer *buffer);

/* Others may read the buffer after us, from now on. */
void buffer_share(struct buffer *buffer);

/* How many whole records are there, `max` at most. */
unsigned int buffer_count(const struct buffer *buffer, unsigned int max);

/* Keeps the kernel from waking us for each record while nothing is read. A buffer that others may
 * read after us is left as it is: see ring_disarm(). */
void buffer_disarm(struct buffer *buffer);

/* After buffer_disarm(), before anything is read. */
void buffer_arm(struct buffer *buffer);

/* Makes the kernel wake us for the next record again. True if one may come that wakes nobody, as
 * perf_arm() says. */
bool buffer_wakes(struct buffer *buffer);

/* Call it before a pass over records that may come fast: see ring_rest(). */
void buffer_rest(struct buffer *buffer);

/* Notes in a ring how many of its records the guest has, which it may not have done with. */
void buffer_hold(struct buffer *buffer, uint64_t count);

/* The CPU of the perf buffer's record that is handed over now; 0 at other times. */
uint32_t buffer_cpu(const struct buffer *buffer);

/* How many records of a CPU a perf buffer has lost since the last call, up to the position of
 * its reader. At most 2^32 - 1 at a time. */
uint32_t buffer_take_lost(struct buffer *buffer, uint32_t cpu);

/* The number of CPUs: their numbers are below it. */
uint32_t buffer_cpus(const struct buffer *buffer);

/* A descriptor that is readable if there are records. A perf buffer's is readable only once for
 * each wake-up, whether the records were read or not. */
int buffer_fd(const struct buffer *buffer);

/* Makes one pass over what is there. Adds to `*lost` how many records the kernel says it
 * dropped. `record` must not call it for the same buffer. */
int buffer_consume(struct buffer *buffer, buffer_record *record, void *context,
		   uint64_t *lost);

#endif
