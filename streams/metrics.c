// SPDX-License-Identifier: MIT
#include "streams/metrics.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- points -------------------------------------------------------------------------------- */

/* A name as the formats want it: what else it has becomes '_'. */
static char *copy_name(const char *name, bool is_label)
{
	char *copy = malloc(strlen(name) + 2), *to = copy;

	if (!copy)
		return NULL;
	if (isdigit((unsigned char)*name) || !*name)
		*to++ = '_';
	for (; *name; name++)
		*to++ = isalnum((unsigned char)*name) || (*name == ':' && !is_label) ? *name : '_';
	*to = '\0';
	return copy;
}

void metrics_label(struct metrics *metrics, const char *name, const char *value, size_t len)
{
	struct metric_label *label = &metrics->labels[metrics->label_count];

	if (metrics->label_count == METRIC_LABELS_MAX)
		return;
	*label = (struct metric_label){ copy_name(name, true), strndup(value ? value : "", len) };
	if (label->name && (strcmp(label->name, "le") == 0 || strcmp(label->name, "quantile") == 0))
		label->name[0] = '_'; /* those are the formats' own */
	metrics->label_count++;
}

/* An array of `count` elements with room for one more: it grows at each power of two. */
static void *grow(void *list, size_t count, size_t size)
{
	if (count & (count - 1))
		return list;
	return realloc(list, (count ? 2 * count : 1) * size);
}

static struct metric_family *find_family(struct metrics *metrics, const char *name,
					 const char *help, enum metric_type type)
{
	char *clean = copy_name(name, false);
	const size_t len = clean ? strlen(clean) : 0;
	struct metric_family *list;

	if (type == METRIC_COUNTER && len > 6 && strcmp(clean + len - 6, "_total") == 0)
		clean[len - 6] = '\0';
	for (size_t i = 0; clean && i < metrics->count; i++)
		if (strcmp(metrics->list[i].name, clean) == 0) {
			free(clean);
			return metrics->list[i].type == type ? &metrics->list[i] : NULL;
		}
	list = clean ? grow(metrics->list, metrics->count, sizeof(*list)) : NULL;
	if (!list) {
		free(clean);
		return NULL;
	}
	metrics->list = list;
	list[metrics->count] = (struct metric_family){ .name = clean,
						       .help = strdup(help),
						       .type = type };
	return &list[metrics->count++];
}

static void free_labels(struct metric_label *labels, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(labels[i].name);
		free(labels[i].value);
	}
}

static struct metric_point *add_point(struct metrics *metrics, struct metric_family *family)
{
	struct metric_label *labels = calloc(metrics->label_count + 1, sizeof(*labels));
	struct metric_point *points = grow(family->points, family->count, sizeof(*points));

	if (points)
		family->points = points;
	if (!labels || !points) {
		free(labels);
		return NULL;
	}
	for (size_t i = 0; i < metrics->label_count; i++)
		labels[i] = metrics->labels[i];
	points[family->count] = (struct metric_point){ .labels = labels,
						       .label_count = metrics->label_count,
						       .sum = __builtin_nan("") };
	metrics->label_count = 0;
	metrics->points++;
	return &points[family->count++];
}

struct metric_point *metrics_add(struct metrics *metrics, const char *name, const char *help,
				 enum metric_type type)
{
	struct metric_family *family = metrics->points < METRIC_POINTS_MAX
					       ? find_family(metrics, name, help, type)
					       : NULL;
	struct metric_point *point = family ? add_point(metrics, family) : NULL;

	if (point)
		return point;
	free_labels(metrics->labels, metrics->label_count);
	metrics->label_count = 0;
	metrics->dropped++;
	return NULL;
}

struct metric_point *metrics_add_unit(struct metrics *metrics, const char *name, const char *help,
				      enum metric_type type, const char *unit)
{
	struct metric_point *point = metrics_add(metrics, name, help, type);
	struct metric_family *family;

	for (size_t i = 0; point && unit && i < metrics->count; i++) {
		family = &metrics->list[i];
		if (family->count && point == &family->points[family->count - 1] && !family->unit)
			family->unit = strdup(unit);
	}
	return point;
}

struct metric_bucket *metrics_buckets(struct metric_point *point, size_t count)
{
	point->buckets = calloc(count + 1, sizeof(*point->buckets));
	point->bucket_count = point->buckets ? count : 0;
	return point->buckets;
}

static void free_family(struct metric_family *family)
{
	for (size_t i = 0; i < family->count; i++) {
		free_labels(family->points[i].labels, family->points[i].label_count);
		free(family->points[i].labels);
		free(family->points[i].buckets);
	}
	free(family->points);
	free(family->name);
	free(family->help);
	free(family->unit);
}

void metrics_release(struct metrics *metrics)
{
	for (size_t i = 0; i < metrics->count; i++)
		free_family(&metrics->list[i]);
	free_labels(metrics->labels, metrics->label_count);
	free(metrics->list);
	*metrics = (struct metrics){ 0 };
}
