/* SPDX-License-Identifier: MIT */
/* How a number is distributed: a count for each power of two, or for each step of one size. */
#ifndef STREAMS_HIST_H
#define STREAMS_HIST_H

#include <stdint.h>

#include "columns/value.h"

struct column;
struct columns;
struct err;
struct sink;

struct hist {
	const struct column *column;
	uint64_t step;       /* of a linear one; 0: powers of two: 0, then 1, 2-3, 4-7, ... */
	uint64_t *slots;
	uint32_t slot_count; /* the last one of a linear one is for all that is larger */
	uint64_t negative;   /* numbers below 0 */
	double sum; /* of all numbers */
};

/* `what` is COLUMN, or COLUMN:STEP with a number as the column reads it. -ENOENT; -EINVAL if the
 * column is no number; -ENOMEM. The columns must stay. */
int hist_make(struct hist *hist, const struct columns *columns, const char *what, struct err *err);
void hist_release(struct hist *hist);

/* Counts the column of a record. */
void hist_take(struct hist *hist, const void *record);

/* The largest number of a slot. */
uint64_t hist_largest(const struct hist *hist, uint32_t slot);

/* Writes it: bars, or in JSON and CSV a line for each range from the first to the last that has a
 * count; nothing as log records. Starts anew. */
void hist_show(struct hist *hist, struct sink *sink);

#endif
