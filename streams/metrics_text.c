// SPDX-License-Identifier: MIT
/* Metrics as text: https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * OpenMetrics 1.0, which is the same but for names of counters, and an end. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/utf8.h"
#include "streams/metrics.h"

static const char *const types[] = { "counter", "gauge", "histogram", "summary" };

/* With as many digits as it takes. */
static void add_fraction(struct buf *to, double number)
{
	char text[32];

	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_puts(to, text);
}

static void add_number(struct buf *to, double number)
{
	if (isnan(number))
		buf_puts(to, "NaN");
	else if (isinf(number))
		buf_puts(to, number < 0 ? "-Inf" : "+Inf");
	else if (number == floor(number) && fabs(number) < 1e15)
		buf_printf(to, "%.0f", number);
	else
		add_fraction(to, number);
}

/* Backslashes, quotes and ends of lines are escaped; what is not UTF-8 becomes '?'. */
static void add_value(struct buf *to, const char *value)
{
	size_t left = strlen(value);

	while (left) {
		uint32_t code;
		const size_t len = utf8_take(value, left, &code);

		if (!len)
			buf_puts(to, "?");
		else if (*value == '\\' || *value == '"')
			buf_printf(to, "\\%c", *value);
		else if (*value == '\n')
			buf_puts(to, "\\n");
		else
			buf_add(to, value, len);
		value += len ? len : 1;
		left -= len ? len : 1;
	}
}

/* A line: name{labels} number. `extra` is one more label, or null. */
static void add_line(struct buf *to, const char *name, const char *suffix,
		     const struct metric_point *point, const char *extra, double bound,
		     double number)
{
	const char *between = "{";

	buf_printf(to, "%s%s", name, suffix);
	for (size_t i = 0; i < point->label_count; i++) {
		if (!point->labels[i].name || !point->labels[i].value)
			continue;
		buf_printf(to, "%s%s=\"", between, point->labels[i].name);
		add_value(to, point->labels[i].value);
		buf_puts(to, "\"");
		between = ",";
	}
	if (extra) {
		buf_printf(to, "%s%s=\"", between, extra);
		add_number(to, bound);
		buf_puts(to, "\"");
		between = ",";
	}
	buf_puts(to, *between == ',' ? "} " : " ");
	add_number(to, number);
	buf_puts(to, "\n");
}

static void add_histogram(struct buf *to, const char *name, const struct metric_point *point)
{
	double sum = 0;

	for (size_t i = 0; i < point->bucket_count; i++) {
		sum += point->buckets[i].value;
		add_line(to, name, "_bucket", point, "le", point->buckets[i].bound, sum);
	}
}

static void add_quantiles(struct buf *to, const char *name, const struct metric_point *point)
{
	for (size_t i = 0; i < point->bucket_count; i++)
		add_line(to, name, "", point, "quantile", point->buckets[i].bound,
			 point->buckets[i].value);
}

/* OpenMetrics wants a sum and a count, or neither. */
static void add_sums(struct buf *to, const char *name, const struct metric_point *point,
		     bool is_open)
{
	if (!isnan(point->sum))
		add_line(to, name, "_sum", point, NULL, 0, point->sum);
	if (!isnan(point->sum) || !is_open)
		add_line(to, name, "_count", point, NULL, 0, (double)point->count);
}

static void add_point(struct buf *to, const struct metric_family *family,
		      const struct metric_point *point, bool is_open)
{
	switch (family->type) {
	case METRIC_COUNTER:
		add_line(to, family->name, "_total", point, NULL, 0, point->value);
		break;
	case METRIC_GAUGE:
		add_line(to, family->name, "", point, NULL, 0, point->value);
		break;
	case METRIC_HISTOGRAM:
		add_histogram(to, family->name, point);
		add_sums(to, family->name, point, is_open);
		break;
	case METRIC_SUMMARY:
		add_quantiles(to, family->name, point);
		add_sums(to, family->name, point, is_open);
	}
}

void metrics_text(const struct metrics *metrics, bool is_open, struct buf *to)
{
	for (size_t i = 0; i < metrics->count; i++) {
		const struct metric_family *family = &metrics->list[i];
		const char *suffix = family->type == METRIC_COUNTER && !is_open ? "_total" : "";

		buf_printf(to, "# HELP %s%s ", family->name, suffix);
		add_value(to, family->help ? family->help : "");
		buf_printf(to, "\n# TYPE %s%s %s\n", family->name, suffix, types[family->type]);
		if (is_open && family->unit)
			buf_printf(to, "# UNIT %s %s\n", family->name, family->unit);
		for (size_t j = 0; j < family->count; j++)
			add_point(to, family, &family->points[j], is_open);
	}
	if (is_open)
		buf_puts(to, "# EOF\n");
}
