/* SPDX-License-Identifier: MIT */
/* A stream as somebody wants to see it: which records and columns, each record as it comes, or what
 * is kept of them. */
#ifndef STREAMS_VIEW_H
#define STREAMS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "streams/group.h"
#include "streams/hist.h"
#include "streams/named_metric.h"
#include "streams/stream.h"

struct err;
struct sink;

enum { VIEW_METRICS_MAX = 64 };

/* What is asked for, the same for all streams of a run. Null: nothing is. */
struct view_options {
	const char *columns; /* names, separated by commas */
	const char *filter; /* an expression (filter.h) */
	const char *by; /* names: groups are shown in place of records */
	const char *of; /* a name: its sum, least, average and largest in each group */
	const char *quantiles; /* percentages, such as "50,99", of that column */
	const char *hist; /* COLUMN or COLUMN:STEP: its distribution in place of records */
	const char *sort; /* [-]COLUMN: the order of rows */
	uint64_t max; /* records, or rows of a table; 0: all */
	const char *const *metrics; /* that have names (named_metric.h) */
	size_t metric_count; /* up to VIEW_METRICS_MAX */
	bool is_measured; /* what is kept becomes metrics: it grows until the end */
};

struct view {
	const struct view_options *options;
	struct stream stream;
	struct group group;
	struct hist hist;
	const struct column *sort; /* of what is shown; or null */
	bool is_descending;
	struct group latest; /* the last record of each key, if numbers are metrics */
	bool has_latest;
	struct named_metric *named; /* options->metric_count of them, or null */
};

/* Whether records are kept, to be shown at once, in place of being shown one by one. */
bool view_keeps(const struct view_options *options);

/* Makes what the options need. `view->stream` has its name and columns. Columns of a table are
 * made to fit the sinks. `options` must stay. -ENOENT for a column that there is not; -EINVAL;
 * -E2BIG; -ENOMEM. */
int view_make(struct view *view, const struct view_options *options, const struct sink *sink,
	      struct err *err);
void view_release(struct view *view);

/* Takes a record of `size` bytes: shows it, or keeps what is asked for. `room` has the size of the
 * columns, for a record that is shorter. Whether the filter wanted it. */
bool view_take(struct view *view, const void *record, size_t size, void *room, struct sink *sink);

/* Shows what is kept, and starts anew. */
void view_show(struct view *view, struct sink *sink);

#endif
