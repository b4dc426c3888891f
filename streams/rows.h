/* SPDX-License-Identifier: MIT */
/* Records that are kept, to be sorted and shown at once: a map's entries, or groups. */
#ifndef STREAMS_ROWS_H
#define STREAMS_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct err;
struct sink;
struct stream;

enum { ROWS_MAX = 4 << 20 };

struct rows {
	char *bytes;
	size_t count;
	size_t size;  /* bytes of a row; a multiple of 8 */
};

/* Adds a row of zeros; null if there are too many, or no memory. Rows move when one is added. */
void *rows_add(struct rows *rows);
void rows_release(struct rows *rows);

void rows_sort(struct rows *rows, const struct column *column, bool is_descending);

/* Gives the first `max` rows that the stream's filter wants to the sink; 0: all. */
void rows_show(const struct rows *rows, struct stream *stream, uint64_t max, struct sink *sink);

#endif
