// SPDX-License-Identifier: MIT
#include "streams/hist.h"

#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "streams/column.h"
#include "streams/escape.h"
#include "streams/kind.h"
#include "streams/sink.h"

enum { BAR_WIDTH = 40, RANGE_WIDTH = 20 };

void hist_take(struct hist *hist, const void *record)
{
	const struct value value = column_value(hist->column, record);
	const double number = value_number(&value);
	const uint64_t whole = value.type == VALUE_FLOAT ? (number < 1        ? 0
							    : number < 1.8e19 ? (uint64_t)number
									      : UINT64_MAX)
							 : value.u;

	if (number < 0)
		hist->negative++;
	else
		hist->slots[whole ? 64 - __builtin_clzll(whole) : 0]++;
}

/* The least and the largest number of a slot. */
static uint64_t least(int slot)
{
	return slot ? 1ull << (slot - 1) : 0;
}

static uint64_t largest(int slot)
{
	return slot ? least(slot) - 1 + least(slot) : 0;
}

/* A number as the column shows it, if that is shorter: 4.1us. */
static void add_number(struct buf *to, const struct column *column, uint64_t number)
{
	if (column->kind == &kind_duration)
		kind_print_ns(to, (double)number);
	else
		buf_printf(to, "%llu", (unsigned long long)number);
}

static void add_bar(struct buf *to, const struct column *column, int slot, uint64_t count,
		    uint64_t most)
{
	const int stars = (int)((double)count * BAR_WIDTH / (double)most);
	struct buf range = BUF_INIT(256);

	add_number(&range, column, least(slot));
	buf_puts(&range, " - ");
	add_number(&range, column, largest(slot));
	buf_printf(to, "%*s %10llu |%.*s%*s|\n", RANGE_WIDTH, range.data ? range.data : "",
		   (unsigned long long)count, stars, "****************************************",
		   BAR_WIDTH - stars, "");
	buf_release(&range);
}

static void add_line(struct sink *sink, const char *name, int slot, uint64_t count)
{
	const unsigned long long from = least(slot), to = largest(slot), number = count;

	if (sink->format == &sink_csv) {
		buf_printf(&sink->text, "%llu,%llu,%llu\n", from, to, number);
		return;
	}
	buf_puts(&sink->text, "{\"column\":");
	escape_json(&sink->text, name, strlen(name));
	buf_printf(&sink->text, ",\"from\":%llu,\"to\":%llu,\"count\":%llu}\n", from, to, number);
}

void hist_show(struct hist *hist, struct sink *sink)
{
	int first = HIST_SLOTS, last = -1;
	uint64_t most = 0;

	for (int i = 0; i < HIST_SLOTS; i++) {
		if (!hist->slots[i])
			continue;
		first = first == HIST_SLOTS ? i : first;
		last = i;
		most = hist->slots[i] > most ? hist->slots[i] : most;
	}
	if (sink->format == &sink_table)
		buf_printf(&sink->text, "%*s %10s\n", RANGE_WIDTH, hist->column->name, "COUNT");
	else if (sink->format == &sink_csv)
		buf_puts(&sink->text, "from,to,count\n");
	if (hist->negative && sink->format == &sink_table)
		buf_printf(&sink->text, "%*s %10llu\n", RANGE_WIDTH, "below 0",
			   (unsigned long long)hist->negative);
	for (int i = first; i <= last; i++)
		if (sink->format == &sink_table)
			add_bar(&sink->text, hist->column, i, hist->slots[i], most);
		else
			add_line(sink, hist->column->name, i, hist->slots[i]);
	memset(hist->slots, 0, sizeof(hist->slots));
	hist->negative = 0;
	sink_flush(sink);
}
