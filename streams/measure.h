/* SPDX-License-Identifier: MIT */
/* Metrics from what streams keep. Each name begins with a prefix, and has the stream's name: of a
 * prefix "app", "app_events". */
#ifndef STREAMS_MEASURE_H
#define STREAMS_MEASURE_H

struct metrics;
struct rows;
struct stream;
struct view;

/* Of groups: how many records each has, and the number's sum, least and largest, or its
 * quantiles. Of a distribution: a histogram. Of records with numbers that are tagged as
 * metrics, the last ones. Of all, how many records came. */
void measure_view(struct view *view, const char *prefix, struct metrics *metrics);

/*
 * Of rows, such as a map's entries: each number of a value is a gauge, or a counter if its tag
 * says so. Keys, and what is text, are labels. Counts for powers of two are a histogram.
 */
void measure_rows(const struct stream *stream, const struct rows *rows, const char *prefix,
		  struct metrics *metrics);

#endif
