/* SPDX-License-Identifier: MIT */
/*
 * A metric that somebody names, of the records of a stream:
 *
 *	NAME=TYPE[(COLUMN)][{LABEL[=COLUMN],...}][ UNIT][: HELP]
 *
 *	execs=counter{comm,user=uid}: programs that were executed
 *	sent_bytes=counter(sent){comm} bytes
 *	queue_length=gauge(length)
 *	request_seconds=histogram(took_ns){path}
 *
 * A counter is how many records came, or the sum of a column; a gauge is the last number; a
 * histogram has a bucket for each power of two.
 */
#ifndef STREAMS_NAMED_METRIC_H
#define STREAMS_NAMED_METRIC_H

#include "streams/group.h"
#include "streams/metrics.h"

struct err;

struct named_metric {
	const char *given;
	char *text; /* what follows points into it */
	char *name; /* with the unit at its end, if there is one */
	const char *help;
	const char *unit; /* null: none */
	double scale; /* how many of the column's are one of the unit */
	const char *labels[GROUP_KEYS_MAX];
	enum metric_type type;
	struct group group;
};

/* -EINVAL if the text is no metric, or has labels that collectors refuse; -ENOENT if the stream has
 * no such column; -ENOMEM. The stream and the text must stay. What was made is to be released in
 * any case. */
int named_metric_make(struct named_metric *named, const struct stream *stream, const char *text,
		      struct err *err);

/* Whether its names, with all that the formats put behind them, are none of the `count` others' and
 * none of our own. -EINVAL if not; -ENOMEM. */
int named_metric_check(const struct named_metric *named, const struct named_metric *others,
		       size_t count, struct err *err);

void named_metric_release(struct named_metric *named);

/* Counts a record of the stream. */
void named_metric_take(struct named_metric *named, const void *record);

void named_metric_measure(const struct named_metric *named, struct metrics *metrics);

#endif
