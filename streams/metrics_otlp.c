// SPDX-License-Identifier: MIT
/* Metrics as the JSON encoding of opentelemetry.proto.collector.metrics.v1, where integers of
 * 64 bits are texts, and so is what JSON has no number for. */
#include <math.h>
#include <string.h>

#include "columns/escape.h"
#include "lib/buf.h"
#include "streams/metrics.h"

enum { CUMULATIVE = 2 };

static void add_text(struct buf *to, const char *text)
{
	escape_json(to, text ? text : "", text ? strlen(text) : 0);
}

static void add_number(struct buf *to, double number)
{
	if (isnan(number))
		buf_puts(to, "\"NaN\"");
	else if (isinf(number))
		buf_puts(to, number < 0 ? "\"-Infinity\"" : "\"Infinity\"");
	else
		buf_printf(to, "%.17g", number);
}

static void add_attribute(struct buf *to, const char *name, const char *value)
{
	buf_puts(to, "{\"key\":");
	add_text(to, name);
	buf_puts(to, ",\"value\":{\"stringValue\":");
	add_text(to, value);
	buf_puts(to, "}}");
}

/* What all kinds of points have. */
static void begin_point(struct buf *to, const struct metric_point *point, uint64_t start,
			uint64_t now)
{
	buf_puts(to, "{\"attributes\":[");
	for (size_t i = 0; i < point->label_count; i++) {
		buf_puts(to, i ? "," : "");
		add_attribute(to, point->labels[i].name, point->labels[i].value);
	}
	buf_printf(to, "],\"startTimeUnixNano\":\"%llu\",\"timeUnixNano\":\"%llu\"",
		   (unsigned long long)start, (unsigned long long)now);
}

static void add_sum_and_count(struct buf *to, const struct metric_point *point)
{
	buf_printf(to, ",\"count\":\"%llu\"", (unsigned long long)point->count);
	if (!isnan(point->sum)) {
		buf_puts(to, ",\"sum\":");
		add_number(to, point->sum);
	}
}

static void add_histogram(struct buf *to, const struct metric_point *point)
{
	add_sum_and_count(to, point);
	buf_puts(to, ",\"bucketCounts\":[");
	for (size_t i = 0; i < point->bucket_count; i++)
		buf_printf(to, "%s\"%.0f\"", i ? "," : "", point->buckets[i].value);
	buf_puts(to, "],\"explicitBounds\":[");
	for (size_t i = 0; i + 1 < point->bucket_count; i++) {
		buf_puts(to, i ? "," : "");
		add_number(to, point->buckets[i].bound);
	}
	buf_puts(to, "]");
}

static void add_summary(struct buf *to, const struct metric_point *point)
{
	add_sum_and_count(to, point);
	buf_puts(to, ",\"quantileValues\":[");
	for (size_t i = 0; i < point->bucket_count; i++) {
		buf_puts(to, i ? ",{\"quantile\":" : "{\"quantile\":");
		add_number(to, point->buckets[i].bound);
		buf_puts(to, ",\"value\":");
		add_number(to, point->buckets[i].value);
		buf_puts(to, "}");
	}
	buf_puts(to, "]");
}

static void add_points(struct buf *to, const struct metric_family *family, uint64_t start,
		       uint64_t now)
{
	buf_puts(to, "\"dataPoints\":[");
	for (size_t i = 0; i < family->count; i++) {
		const struct metric_point *point = &family->points[i];

		buf_puts(to, i ? "," : "");
		begin_point(to, point, start, now);
		if (family->type == METRIC_HISTOGRAM) {
			add_histogram(to, point);
		} else if (family->type == METRIC_SUMMARY) {
			add_summary(to, point);
		} else {
			buf_puts(to, ",\"asDouble\":");
			add_number(to, point->value);
		}
		buf_puts(to, "}");
	}
	buf_puts(to, "]");
}

/* The code that the unit has in UCUM, which OTLP wants; or itself. */
static const char *unit_of(const char *unit)
{
	static const char *const codes[][2] = {
		{ "seconds", "s" }, { "milliseconds", "ms" }, { "microseconds", "us" },
		{ "bytes", "By" },  { "nanoseconds", "ns" },  { "ratio", "1" },
		{ "percent", "%" },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(unit, codes[i][0]) == 0)
			return codes[i][1];
	return unit;
}

static void add_family(struct buf *to, const struct metric_family *family, uint64_t start,
		       uint64_t now)
{
	static const char *const types[] = { "sum", "gauge", "histogram", "summary" };

	buf_puts(to, "{\"name\":");
	add_text(to, family->name);
	buf_puts(to, ",\"description\":");
	add_text(to, family->help);
	if (family->unit) {
		buf_puts(to, ",\"unit\":");
		add_text(to, unit_of(family->unit));
	}
	buf_printf(to, ",\"%s\":{", types[family->type]);
	add_points(to, family, start, now);
	if (family->type == METRIC_COUNTER || family->type == METRIC_HISTOGRAM)
		buf_printf(to, ",\"aggregationTemporality\":%d", CUMULATIVE);
	if (family->type == METRIC_COUNTER)
		buf_puts(to, ",\"isMonotonic\":true");
	buf_puts(to, "}}");
}

void metrics_otlp(const struct metrics *metrics, const char *service, uint64_t start, uint64_t now,
		  struct buf *to)
{
	buf_puts(to, "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[");
	add_attribute(to, "service.name", service);
	buf_puts(to, "]},\"scopeMetrics\":[{\"scope\":{\"name\":\"wasm-bpf\"},\"metrics\":[");
	for (size_t i = 0; i < metrics->count; i++) {
		buf_puts(to, i ? "," : "");
		add_family(to, &metrics->list[i], start, now);
	}
	buf_puts(to, "]}]}]}");
}
