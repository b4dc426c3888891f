// SPDX-License-Identifier: MIT
/* Folded stacks, which flame graphs are made of: "comm;main;read 12". First the columns of
 * text, then the stacks, outermost function first, then how much it weighs: the column
 * "count"; else the first number of a map's values; else 1. */
#include <string.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/sink.h"
#include "streams/stream.h"

enum { CELL_MAX = 1 << 20 };

static bool is_stack(const struct column *column)
{
	return column->kind == &kind_kstack || column->kind == &kind_ustack;
}

static bool is_weight(const struct column *column)
{
	return strcmp(column->name, "count") == 0 ||
	       ((column->kind->is_right || column->kind == &kind_unsigned) &&
		strncmp(column->name, "value", 5) == 0);
}

/* A name of a frame: what separates frames and lines must not be in it. */
static void add_frame(struct buf *to, const struct column *column, const void *at)
{
	const size_t start = to->len;

	column->kind->print(to, column, at);
	for (size_t i = start; i < to->len; i++)
		if (to->data[i] == ';')
			to->data[i] = ':';
}

/* User stacks are below those of the kernel. */
static void add_stacks(struct buf *to, const struct stream *stream, const void *data,
		       const struct column_kind *kind)
{
	for (size_t i = 0; i < stream->shown_count; i++)
		if (stream->shown[i]->kind == kind)
			kind_fold_stack(to, stream->shown[i],
					(const char *)data + stream->shown[i]->offset);
}

static double weight_of(const struct stream *stream, const void *data)
{
	for (size_t i = 0; i < stream->shown_count; i++)
		if (is_weight(stream->shown[i])) {
			const struct value value = column_value(stream->shown[i], data);

			return value_number(&value);
		}
	return 1;
}

static void record(struct buf *to, const struct stream *stream, const void *data)
{
	struct buf line = BUF_INIT(CELL_MAX);

	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];

		if (column->kind->is_right || is_stack(column))
			continue;
		buf_puts(&line, line.len ? ";" : "");
		add_frame(&line, column, (const char *)data + column->offset);
	}
	add_stacks(&line, stream, data, &kind_ustack);
	add_stacks(&line, stream, data, &kind_kstack);
	if (line.len && *line.data == ';')
		buf_puts(to, line.data + 1);
	else
		buf_puts(to, line.len ? line.data : "-");
	buf_printf(to, " %.0f\n", weight_of(stream, data));
	buf_release(&line);
}

const struct sink_format sink_folded = { "folded", NULL, record };
