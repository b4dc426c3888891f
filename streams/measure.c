// SPDX-License-Identifier: MIT
#include "streams/measure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "columns/integer.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/metrics.h"
#include "streams/rows.h"
#include "streams/view.h"

enum { NAME_LEN = 512, LABEL_MAX = 4096 };

/* The name of a column, without the "value." that all columns of a map's values have. */
static const char *short_name(const struct column *column)
{
	return strncmp(column->name, "value.", 6) == 0 ? column->name + 6 : column->name;
}

static void add_label(struct metrics *metrics, const struct column *column, const char *record)
{
	struct buf text = BUF_INIT(LABEL_MAX);
	const char *name = strncmp(column->name, "key.", 4) == 0 ? column->name + 4
								 : short_name(column);

	column->kind->print(&text, column, record + column->offset);
	metrics_label(metrics, name, text.data, text.len);
	buf_release(&text);
}

/* Collectors want seconds, whatever the record has: how many units of its are one of theirs. */
static double unit_of(const struct column *column)
{
	return kind_is_duration(column->kind) ? 1e9 : 1;
}

static double number_of(const struct column *column, const char *record)
{
	const struct value value = column_value(column, record);

	return value_number(&value) / unit_of(column);
}

/* "PREFIX_STREAM_COLUMN": of "took_ns", "took_seconds". */
static void name_metric(char name[static NAME_LEN], const char *prefix, const char *stream,
			const struct column *column)
{
	const char *own = short_name(column), *end = strrchr(own, '_');
	const bool has_unit = end && strcmp(end, "_ns") == 0;

	if (strcmp(own, "value") == 0)
		own = "";
	snprintf(name, NAME_LEN, "%s_%s%s%.*s%s", prefix, stream, *own ? "_" : "",
		 (int)(has_unit && unit_of(column) > 1 ? (size_t)(end - own) : strlen(own)), own,
		 unit_of(column) > 1 ? "_seconds" : "");
}

/* --- groups and distributions -------------------------------------------------------------- */

static const struct column *last_columns(const struct group *group)
{
	return &group->shown.columns.list[group->key_count];
}

static struct metric_point *begin(struct metrics *metrics, const struct group *group,
				  const char *row, const char *name, const char *help,
				  enum metric_type type)
{
	for (size_t i = 0; i < group->key_count; i++)
		add_label(metrics, group->keys[i], row);
	return metrics_add(metrics, name, help, type);
}

/* Behind the keys stand count, sum, min, avg and max, and then the quantiles. */
enum { COUNT_AT, SUM_AT, LEAST_AT, AVERAGE_AT, LARGEST_AT, QUANTILES_AT };

static void measure_quantiles(const struct group *group, const char *row, const char *name,
			      struct metrics *metrics)
{
	const struct column *columns = last_columns(group);
	const double unit = unit_of(group->number);
	struct metric_point *point = begin(metrics, group, row, name, "quantiles of the records",
					   METRIC_SUMMARY);
	struct metric_bucket *buckets = point ? metrics_buckets(point, group->quantile_count)
					      : NULL;

	if (!buckets)
		return;
	point->sum = number_of(&columns[SUM_AT], row) / unit;
	point->count = (uint64_t)number_of(&columns[COUNT_AT], row);
	for (size_t i = 0; i < group->quantile_count; i++)
		buckets[i] = (struct metric_bucket){ group->percents[i] / 100,
						     number_of(&columns[QUANTILES_AT + i], row) };
}

static void measure_number(const struct group *group, const char *row, const char *name,
			   struct metrics *metrics)
{
	static const struct {
		const char *suffix, *help;
		int at;
		enum metric_type type;
	} numbers[] = {
		{ "_sum", "the sum of the records' numbers", SUM_AT, METRIC_GAUGE },
		{ "_min", "the least number of the records", LEAST_AT, METRIC_GAUGE },
		{ "_max", "the largest number of the records", LARGEST_AT, METRIC_GAUGE },
	};
	struct metric_point *point;
	char whole[NAME_LEN + 8];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(whole, sizeof(whole), "%s%s", name, numbers[i].suffix);
		point = begin(metrics, group, row, whole, numbers[i].help, numbers[i].type);
		if (point)
			point->value = number_of(&last_columns(group)[numbers[i].at], row) /
				       unit_of(group->number);
	}
}

static void measure_group(const struct group *group, const char *prefix, struct metrics *metrics)
{
	char name[NAME_LEN], number[NAME_LEN] = "";

	snprintf(name, sizeof(name), "%s_%s_records", prefix, group->shown.name);
	if (group->number)
		name_metric(number, prefix, group->shown.name, group->number);
	for (size_t i = 0; i < group->rows.count; i++) {
		const char *row = group->rows.bytes + i * group->rows.size;
		struct metric_point *point = begin(metrics, group, row, name, "records",
						   METRIC_COUNTER);

		if (point)
			point->value = number_of(&last_columns(group)[COUNT_AT], row);
		if (group->quantile_count)
			measure_quantiles(group, row, number, metrics);
		else if (group->number)
			measure_number(group, row, number, metrics);
	}
}

static void measure_hist(const struct hist *hist, const char *stream, const char *prefix,
			 struct metrics *metrics)
{
	struct metric_point *point;
	struct metric_bucket *buckets;
	char name[NAME_LEN];
	uint32_t end = hist->slot_count;

	while (end > 1 && !hist->slots[end - 1])
		end--;
	name_metric(name, prefix, stream, hist->column);
	point = metrics_add(metrics, name, "how the records are distributed", METRIC_HISTOGRAM);
	buckets = point ? metrics_buckets(point, end + 1) : NULL;
	if (!buckets)
		return;
	point->sum = hist->sum / unit_of(hist->column);
	for (uint32_t i = 0; i < end; i++) {
		buckets[i] = (struct metric_bucket){
			(double)hist_largest(hist, i) / unit_of(hist->column),
			(double)hist->slots[i],
		};
		point->count += hist->slots[i];
	}
	buckets[0].value += (double)hist->negative;
	point->count += hist->negative;
	buckets[end].bound = (double)INFINITY;
}

static void measure_count(const struct view *view, struct metrics *metrics)
{
	struct metric_point *point;

	metrics_label(metrics, "stream", view->stream.name, strlen(view->stream.name));
	point = metrics_add(metrics, "wasm_bpf_records", "records that came", METRIC_COUNTER);
	if (point)
		point->value = (double)view->stream.seen;
}

void measure_view(struct view *view, const char *prefix, struct metrics *metrics)
{
	measure_count(view, metrics);
	group_find_quantiles(&view->group);
	if (view->options->by)
		measure_group(&view->group, prefix, metrics);
	else if (view->options->hist)
		measure_hist(&view->hist, view->stream.name, prefix, metrics);
	for (size_t i = 0; view->named && i < view->options->metric_count; i++)
		named_metric_measure(&view->named[i], metrics);
	if (view->has_latest)
		measure_rows(&view->stream, &view->latest.rows, prefix, metrics);
}

/* --- rows ---------------------------------------------------------------------------------- */

static bool is_number(const struct column *column)
{
	return column->kind->is_right && column->size <= 16;
}

static bool is_slots(const struct column *column)
{
	return column->kind == &kind_slots;
}

/* What a number is about: a key, or a text beside it. */
static bool is_label(const struct column *column)
{
	if (column->role != COLUMN_PLAIN)
		return column->role == COLUMN_KEY;
	return strncmp(column->name, "key", 3) == 0 || (!is_number(column) && !is_slots(column));
}

static void add_labels(const struct stream *stream, const char *row, struct metrics *metrics)
{
	for (size_t i = 0; i < stream->shown_count; i++)
		if (is_label(stream->shown[i]))
			add_label(metrics, stream->shown[i], row);
}

static void measure_slots(const struct column *column, const char *row, struct metric_point *point)
{
	struct metric_bucket *buckets = metrics_buckets(point, column->count + 1);
	struct column slot = *column;

	if (!buckets)
		return;
	slot.size = column->size / column->count;
	for (uint32_t i = 0; i < column->count; i++) {
		const uint64_t count = integer_bits(&slot,
						    row + column->offset + i * (size_t)slot.size);

		buckets[i] = (struct metric_bucket){ ldexp(2, (int)i) - 1, (double)count };
		point->count += count;
	}
	buckets[column->count].bound = (double)INFINITY;
}

static void measure_column(const struct stream *stream, const struct column *column,
			   const char *row, const char *prefix, struct metrics *metrics)
{
	struct metric_point *point;
	char name[NAME_LEN];

	name_metric(name, prefix, stream->name, column);
	add_labels(stream, row, metrics);
	point = metrics_add(metrics, name, stream->columns.name,
			    is_slots(column)                 ? METRIC_HISTOGRAM
			    : column->role == COLUMN_COUNTER ? METRIC_COUNTER
							     : METRIC_GAUGE);
	if (point && is_slots(column))
		measure_slots(column, row, point);
	else if (point)
		point->value = number_of(column, row);
}

void measure_rows(const struct stream *stream, const struct rows *rows, const char *prefix,
		  struct metrics *metrics)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = 0; j < stream->shown_count; j++) {
			const struct column *column = stream->shown[j];

			if (!is_label(column) && (is_number(column) || is_slots(column)))
				measure_column(stream, column, rows->bytes + i * rows->size, prefix,
					       metrics);
		}
}
