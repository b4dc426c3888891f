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

enum { CELL_MAX = 64 << 10, HEADING_MAX = 255 };

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
	const bool is_right = column->kind->is_right && !column->is_left;

	if (is_right)
		pad(to, lack);
	if (is_cut) {
		buf_add(to, text, bytes_of(text, len, width - 1));
		buf_puts(to, "\xe2\x80\xa6");
	} else {
		buf_add(to, text, len);
	}
	if (is_last)
		return;
	if (!is_right)
		pad(to, lack);
	buf_add(to, " ", 1);
}

static bool is_cell(const struct column *column)
{
	return column->kind != &kind_slots;
}

/* The number of the last cell. False if there is none. */
static bool last_cell(const struct stream *stream, size_t *ret_last)
{
	bool found = false;

	for (size_t i = 0; i < stream->shown_count; i++)
		if (is_cell(stream->shown[i])) {
			*ret_last = i;
			found = true;
		}
	return found;
}

/* A title, or the name in upper case. */
static void print_heading(struct buf *to, const struct column *column)
{
	if (column->title) {
		escape_text(to, column->title, strnlen(column->title, HEADING_MAX));
		return;
	}
	for (const char *at = column->name; *at; at++)
		buf_add(to, &(char){ (char)toupper((unsigned char)*at) }, 1);
}

static void header(struct buf *to, const struct stream *stream)
{
	struct buf name = BUF_INIT(CELL_MAX);
	size_t last;

	if (!last_cell(stream, &last))
		return;
	for (size_t i = 0; i < stream->shown_count; i++) {
		if (!is_cell(stream->shown[i]))
			continue;
		name.len = 0;
		print_heading(&name, stream->shown[i]);
		put_cell(to, stream->shown[i], stream->widths[i], name.data ? name.data : "",
			 name.len, i == last);
	}
	buf_release(&name);
	buf_puts(to, "\n");
}

static void put_cells(struct buf *to, const struct stream *stream, const void *data, size_t last)
{
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
}

static void record(struct buf *to, const struct stream *stream, const void *data)
{
	size_t last;

	if (last_cell(stream, &last))
		put_cells(to, stream, data, last);
	for (size_t i = 0; i < stream->shown_count; i++)
		if (!is_cell(stream->shown[i]))
			kind_print_slots(to, stream->shown[i],
					 (const char *)data + stream->shown[i]->offset);
}

const struct sink_format sink_table = { "table", header, record };
