// SPDX-License-Identifier: MIT
/* A table: numbers to the right, all else to the left, what is too long cut with an ellipsis.
 * Counts for powers of two are bars below their row. */
#include <ctype.h>
#include <string.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/sink.h"
#include "streams/stream.h"

enum { CELL_MAX = 64 << 10 };

static void pad(struct buf *to, size_t count)
{
	char *room = count ? buf_reserve(to, count) : NULL;

	if (!room)
		return;
	memset(room, ' ', count);
	to->len += count;
	to->data[to->len] = '\0';
}

/* How many bytes the first `width` characters have. */
static size_t bytes_of(const char *text, size_t len, size_t width)
{
	size_t i = 0;

	while (i < len && (((unsigned char)text[i] & 0xc0) == 0x80 || width--))
		i++;
	return i;
}

/* A cell, and a blank if others follow. */
static void put_cell(struct buf *to, const struct column *column, size_t width, const char *text,
		     size_t len, bool is_last)
{
	const size_t wide = escape_width(text, len), lack = wide < width ? width - wide : 0;
	const bool is_cut = wide > width && !column->kind->is_right && !is_last;

	if (column->kind->is_right)
		pad(to, lack);
	if (is_cut) {
		buf_add(to, text, bytes_of(text, len, width - 1));
		buf_puts(to, "\xe2\x80\xa6");
	} else {
		buf_add(to, text, len);
	}
	if (is_last)
		return;
	if (!column->kind->is_right)
		pad(to, lack);
	buf_add(to, " ", 1);
}

static bool is_cell(const struct column *column)
{
	return column->kind != &kind_slots;
}

/* The number of the last cell. */
static size_t last_cell(const struct stream *stream)
{
	size_t last = 0;

	for (size_t i = 0; i < stream->shown_count; i++)
		if (is_cell(stream->shown[i]))
			last = i;
	return last;
}

static void header(struct buf *to, const struct stream *stream)
{
	const size_t last = last_cell(stream);
	char name[256];

	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];
		const size_t len = strnlen(column->name, sizeof(name));

		if (!is_cell(column))
			continue;
		for (size_t j = 0; j < len; j++)
			name[j] = (char)toupper((unsigned char)column->name[j]);
		put_cell(to, column, stream->widths[i], name, len, i == last);
	}
	buf_puts(to, "\n");
}

static void record(struct buf *to, const struct stream *stream, const void *data)
{
	const size_t last = last_cell(stream);
	struct buf cell = BUF_INIT(CELL_MAX);

	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];

		if (!is_cell(column))
			continue;
		cell.len = 0;
		if (column_counts(column, data))
			column->kind->print(&cell, column, (const char *)data + column->offset);
		put_cell(to, column, stream->widths[i], cell.data ? cell.data : "", cell.len,
			 i == last);
	}
	buf_release(&cell);
	buf_puts(to, "\n");
	for (size_t i = 0; i < stream->shown_count; i++)
		if (!is_cell(stream->shown[i]))
			kind_print_slots(to, stream->shown[i],
					 (const char *)data + stream->shown[i]->offset);
}

const struct sink_format sink_table = { "table", header, record };
