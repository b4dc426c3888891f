// SPDX-License-Identifier: MIT
#include "streams/hist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "streams/sink.h"

enum { RANGE_WIDTH = 20, LOG2_SLOTS = 65, LINEAR_SLOTS = 1025, NAME_LEN = 256 };

/* The number behind the colon. */
static int read_step(struct hist *hist, const char *text, struct err *err)
{
	struct value step = { 0 };
	double number;

	if (!hist->column->kind->parse || !hist->column->kind->parse(hist->column, text, &step) ||
	    step.type == VALUE_TEXT) {
		free(step.own);
		return err_set(err, EINVAL, "--hist: '%.64s' is no step", text);
	}
	number = value_number(&step);
	if (!(number >= 1) || number >= 0x1p53)
		return err_set(err, EINVAL, "--hist: a step is a number of at least 1, not '%.64s'",
			       text);
	hist->step = (uint64_t)number;
	return 0;
}

static bool is_number(const struct column *column)
{
	static const char zeros[16];

	return column->size <= 8 && column->kind->value(column, zeros).type != VALUE_TEXT;
}

int hist_make(struct hist *hist, const struct columns *columns, const char *what, struct err *err)
{
	const char *step = strchr(what, ':');
	char name[NAME_LEN];
	int ret = 0;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(what, ":"), what);
	*hist = (struct hist){ .column = columns_find(columns, name) };
	if (!hist->column)
		return columns_none(columns, name, err);
	if (!is_number(hist->column))
		return err_set(err, EINVAL, "--hist: '%s' is no number", name);
	if (step)
		ret = read_step(hist, step + 1, err);
	if (ret)
		return ret;
	hist->slot_count = hist->step ? LINEAR_SLOTS : LOG2_SLOTS;
	hist->slots = calloc(hist->slot_count, sizeof(*hist->slots));
	return hist->slots ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

void hist_release(struct hist *hist)
{
	free(hist->slots);
	*hist = (struct hist){ 0 };
}

static uint32_t slot_of(const struct hist *hist, uint64_t number)
{
	const uint64_t last = hist->slot_count - 1;

	if (hist->step)
		return (uint32_t)(number / hist->step < last ? number / hist->step : last);
	return number ? 64 - (uint32_t)__builtin_clzll(number) : 0;
}

void hist_take(struct hist *hist, const void *record)
{
	const struct value value = column_value(hist->column, record);
	const double number = value_number(&value);
	const uint64_t whole = value.type == VALUE_FLOAT ? (number < 1        ? 0
							    : number < 1.8e19 ? (uint64_t)number
									      : UINT64_MAX)
							 : value.u;

	hist->sum += number;
	if (number < 0)
		hist->negative++;
	else
		hist->slots[slot_of(hist, whole)]++;
}

/* The least number of a slot. */
static uint64_t least(const struct hist *hist, uint32_t slot)
{
	if (hist->step)
		return slot * hist->step;
	return slot ? 1ull << (slot - 1) : 0;
}

uint64_t hist_largest(const struct hist *hist, uint32_t slot)
{
	if (hist->step)
		return slot + 1 < hist->slot_count ? (slot + 1) * hist->step - 1 : UINT64_MAX;
	return slot ? least(hist, slot) - 1 + least(hist, slot) : 0;
}

/* A number as the column shows it, if that is shorter: 4.1us. */
static void add_number(struct buf *to, const struct column *column, uint64_t number)
{
	if (kind_is_duration(column->kind))
		kind_print_ns(to, (double)number);
	else
		buf_printf(to, "%llu", (unsigned long long)number);
}

static void add_bar(struct buf *to, const struct hist *hist, uint32_t slot, uint64_t most)
{
	const uint64_t count = hist->slots[slot], last = hist_largest(hist, slot);
	struct buf range = BUF_INIT(256);

	add_number(&range, hist->column, least(hist, slot));
	buf_puts(&range, " - ");
	if (hist->step && last == UINT64_MAX)
		buf_puts(&range, "...");
	else
		add_number(&range, hist->column, last);
	buf_printf(to, "%*s %10llu ", RANGE_WIDTH, range.data ? range.data : "",
		   (unsigned long long)count);
	kind_print_bar(to, (int)((double)count * KIND_BAR_WIDTH / (double)most));
	buf_release(&range);
}

static void add_line(struct sink *sink, const struct hist *hist, uint32_t slot)
{
	const unsigned long long from = least(hist, slot), to = hist_largest(hist, slot);
	const unsigned long long number = hist->slots[slot];
	const char *name = hist->column->name;

	if (sink->format == &sink_csv) {
		buf_printf(&sink->text, "%llu,%llu,%llu\n", from, to, number);
		return;
	}
	buf_puts(&sink->text, "{\"column\":");
	escape_json(&sink->text, name, strlen(name));
	buf_printf(&sink->text, ",\"from\":%llu,\"to\":%llu,\"count\":%llu}\n", from, to, number);
}

static void show(const struct hist *hist, struct sink *sink)
{
	uint32_t first = hist->slot_count, end = 0;
	uint64_t most = 0;

	for (uint32_t i = 0; i < hist->slot_count; i++) {
		if (!hist->slots[i])
			continue;
		first = first == hist->slot_count ? i : first;
		end = i + 1;
		most = hist->slots[i] > most ? hist->slots[i] : most;
	}
	if (sink->format == &sink_table)
		buf_printf(&sink->text, "%*s %10s\n", RANGE_WIDTH, hist->column->name, "COUNT");
	else if (sink->format == &sink_csv)
		buf_puts(&sink->text, "from,to,count\n");
	if (hist->negative && sink->format == &sink_table)
		buf_printf(&sink->text, "%*s %10llu\n", RANGE_WIDTH, "below 0",
			   (unsigned long long)hist->negative);
	for (uint32_t i = first; i < end; i++)
		if (sink->format == &sink_table)
			add_bar(&sink->text, hist, i, most);
		else
			add_line(sink, hist, i);
}

void hist_show(struct hist *hist, struct sink *sink)
{
	for (struct sink *one = sink; one; one = one->next)
		if (one->format != &sink_logs) /* collectors get it as a metric */
			show(hist, one);
	memset(hist->slots, 0, hist->slot_count * sizeof(*hist->slots));
	hist->negative = 0;
	hist->sum = 0;
	sink_flush(sink);
}
