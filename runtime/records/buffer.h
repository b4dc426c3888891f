/* SPDX-License-Identifier: MIT */
/*
 * Ring and perf buffers: records from the kernel in order, each handed to a
 * function. One pass is bounded: it hands over at most what was there when it began,
 * however fast more comes.
 */
#ifndef RECORDS_BUFFER_H
#define RECORDS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct err;
struct source;

/* Gets a record; a result other than 0 ends the pass after this record, and BUFFER_KEEP,
 * of a ring's, before it: the record comes again. */
enum { BUFFER_KEEP = 2 };
typedef int buffer_record(void *context, const void *data, size_t size);

enum { BUFFER_PAGES_MAX = 1 << 14 };  /* a CPU, of a perf buffer */

/* Opens a map's buffer; `pages` is what a perf buffer gets for each CPU, 0: as many as usual.
 * -EINVAL when the map is none. */
int buffer_open(const struct source *source, uint32_t pages, struct buffer **ret_buffer,
		struct err *err);
void buffer_free(struct buffer *buffer);

bool buffer_is_ring(const struct buffer *buffer);

/* Bytes of records that are there, those that are being written, too; of a perf buffer, that
 * one CPU has at most. */
uint64_t buffer_filled(const struct buffer *buffer);

/* How many are there when it, or a perf buffer for one CPU, is half full. */
uint64_t buffer_half(const struct buffer *buffer);

/* Before a pass over records that may come fast: see ring_rest(). */
void buffer_rest(struct buffer *buffer);

/* The CPU of a perf buffer's record that is handed over now; 0 otherwise. */
uint32_t buffer_cpu(const struct buffer *buffer);

/* How many records of a CPU a perf buffer lost since this was last asked, as far as its
 * reader has come: at most 2^32 - 1 at a time. */
uint32_t buffer_take_lost(struct buffer *buffer, uint32_t cpu);

/* Below which number CPUs are. */
uint32_t buffer_cpus(const struct buffer *buffer);

/* A descriptor that is readable once there are records; a perf buffer's is so but one time
 * for each wake-up, whether they were read or not. */
int buffer_fd(const struct buffer *buffer);

/* One pass over what is there; adds what the kernel says it dropped to `*lost`. It must
 * not be entered again for the same buffer from `record`. */
int buffer_consume(struct buffer *buffer, buffer_record *record, void *context,
		   uint64_t *lost);

#endif
