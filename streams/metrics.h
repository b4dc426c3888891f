/* SPDX-License-Identifier: MIT */
/* Numbers with names and labels at one time, for those who collect them. */
#ifndef STREAMS_METRICS_H
#define STREAMS_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM, METRIC_SUMMARY };

struct metric_label {
	char *name;
	char *value;
};

/* Of a histogram: how many numbers are at most `bound`, and above the one before it. Of a
 * summary: the number that a part, `bound` from 0 to 1, of all does not exceed. */
struct metric_bucket {
	double bound; /* of a histogram's last bucket: infinity */
	double value;
};

struct metric_point {
	struct metric_label *labels;
	size_t label_count;
	double value; /* of a counter or gauge */
	double sum; /* of a histogram or summary; NaN: it is not known */
	uint64_t count; /* of the same */
	struct metric_bucket *buckets;
	size_t bucket_count;
};

struct metric_family {
	char *name; /* of letters, digits, '_' and ':'; a counter's without "_total" */
	char *help; /* a line */
	char *unit; /* at the end of the name, too; or null */
	enum metric_type type;
	struct metric_point *points;
	size_t count;
};

enum { METRIC_LABELS_MAX = 24, METRIC_POINTS_MAX = 100000 };

struct metrics {
	struct metric_family *list;
	size_t count;
	size_t points; /* of all families; no more than METRIC_POINTS_MAX */
	size_t dropped; /* points that were too many, or for which there was no memory */
	struct metric_label labels[METRIC_LABELS_MAX]; /* of the next point */
	size_t label_count;
};

/* Gives the next point a label. What cannot be in a label's name becomes '_'. */
void metrics_label(struct metrics *metrics, const char *name, const char *value, size_t len);

/* Adds a point, with the labels that were given since the last one, to the family of that
 * name, which the first point makes. It is valid until the next one; null if there is no room. */
struct metric_point *metrics_add(struct metrics *metrics, const char *name, const char *help,
				 enum metric_type type);

/* The same for a metric with a unit, such as "seconds"; or null. */
struct metric_point *metrics_add_unit(struct metrics *metrics, const char *name, const char *help,
				      enum metric_type type, const char *unit);

/* Gives a point `count` buckets, all zero. Null without memory. */
struct metric_bucket *metrics_buckets(struct metric_point *point, size_t count);

void metrics_release(struct metrics *metrics);

/* The text format that Prometheus reads, version 0.0.4; or OpenMetrics 1.0. */
void metrics_text(const struct metrics *metrics, bool is_open, struct buf *to);

/* An ExportMetricsServiceRequest of OTLP 1.x in JSON. Times are in ns since 1970; numbers
 * count since `start`. `service` is the resource's service.name. */
void metrics_otlp(const struct metrics *metrics, const char *service, uint64_t start, uint64_t now,
		  struct buf *to);

#endif
