/* SPDX-License-Identifier: MIT */
/*
 * Ring and perf buffers: records from the kernel in order, each handed to a
 * function. One pass is bounded: it hands over at most what was there when it began,
 * however fast more comes.
 */
#ifndef RUNTIME_BUFFER_H
#define RUNTIME_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct err;
struct map;

/* Gets a record; a result other than 0 ends the pass after this record, and BUFFER_KEEP,
 * of a ring's, before it: the record comes again. */
enum { BUFFER_KEEP = 2 };
typedef int buffer_record(void *context, const void *data, size_t size);

/* Opens a map's buffer. -EINVAL when the map is none. */
int buffer_open(const struct map *map, struct buffer **ret_buffer, struct err *err);
void buffer_free(struct buffer *buffer);

bool buffer_is_ring(const struct buffer *buffer);

/* A descriptor that is readable while there may be records. */
int buffer_fd(const struct buffer *buffer);

/* One pass over what is there; adds what the kernel says it dropped to `*lost`. It must
 * not be entered again for the same buffer from `record`. */
int buffer_consume(struct buffer *buffer, buffer_record *record, void *context,
		   uint64_t *lost);

#endif
