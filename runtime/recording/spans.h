/* SPDX-License-Identifier: MIT */
/* The bytes of the guest's memory that one call reads and writes. */
#ifndef RECORDING_SPANS_H
#define RECORDING_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tape/tape.h"

struct buf;
struct engine_instance;

enum { SPANS_MAX = 256 };

struct span {
	uint32_t pointer;
	uint32_t size;
	bool writes;
	struct tape_place place;
	char *before;  /* what a long one held, or null */
};

struct spans {
	struct engine_instance *instance;
	struct tape_bytes type;
	const uint64_t *args;
	size_t count;
	bool is_cut;  /* there were more */
	struct span list[SPANS_MAX];
};

/* `type` and `args` stay the caller's. */
void spans_begin(struct spans *spans, struct engine_instance *instance, struct tape_bytes type,
		 const uint64_t *args);

/* Adds one, and to `events` what it holds if the host reads it. The bytes are in the memory. */
void spans_add(struct spans *spans, struct buf *events, uint32_t pointer, uint64_t size,
	       bool writes);

/* Adds what those hold that the host has written, unless `events` is null, and frees them all. */
void spans_end(struct spans *spans, struct buf *events, int64_t result);

/* Where a place is in the memory of a guest that makes a call with these arguments; `*ret_at` is
 * null if its `size` bytes are not all there. */
void spans_find(struct engine_instance *instance, const struct tape_place *place,
		const uint64_t *args, uint64_t size, uint8_t **ret_at);

#endif
