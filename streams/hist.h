/* SPDX-License-Identifier: MIT */
/* How a number is distributed: a count for each power of two. */
#ifndef STREAMS_HIST_H
#define STREAMS_HIST_H

#include <stdint.h>

#include "streams/value.h"

struct column;
struct sink;

enum { HIST_SLOTS = 65 };  /* 0, then 1, 2-3, 4-7, ... */

struct hist {
	const struct column *column;
	uint64_t slots[HIST_SLOTS];
	uint64_t negative;  /* numbers below 0 */
};

/* Counts the column of a record. */
void hist_take(struct hist *hist, const void *record);

/* Writes it: bars, or in JSON and CSV a line for each range from the first to the last that has a
 * count. Starts anew. */
void hist_show(struct hist *hist, struct sink *sink);

#endif
