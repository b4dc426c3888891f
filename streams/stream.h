/* SPDX-License-Identifier: MIT */
/* Records of one type on their way to a sink: which columns are shown, and which records. */
#ifndef STREAMS_STREAM_H
#define STREAMS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns/column.h"

struct err;
struct filter;
struct sink;

struct stream {
	const char *name;               /* of the map; the caller's */
	struct columns columns;
	const struct column **shown;
	uint32_t *widths;               /* of the shown columns, in a table */
	size_t shown_count;
	struct filter *filter;          /* null: all records */
	uint64_t seen;                  /* records that came */
	uint64_t passed;                /* those that the filter wanted */
	uint64_t odd;                   /* shorter than the type: what is missing counts as 0 */
};

/* Chooses what is shown of `stream->columns`, which are made: `names` are separated by commas; null
 * for all that are not hidden. -ENOENT for a name that there is not, -EINVAL for none. */
int stream_show(struct stream *stream, const char *names, struct err *err);

/* Wants only records that the expression is true for. As filter_compile(). */
int stream_filter(struct stream *stream, const char *expression, struct err *err);

void stream_release(struct stream *stream);

/* Takes a record of `size` bytes: null if it is not wanted. `room` has the size of the columns, for
 * a record that is shorter. */
const void *stream_pass(struct stream *stream, const void *record, size_t size, void *room);

/* The same, and gives what is wanted to the sink. Whether it got the record. */
bool stream_take(struct stream *stream, const void *record, size_t size, void *room,
		 struct sink *sink);

#endif
