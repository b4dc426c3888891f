// SPDX-License-Identifier: MIT
/* CSV as RFC 4180 has it, with a line of names first. Values are those of a table, but numbers of
 * all kinds are plain. */
#include <string.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/sink.h"
#include "streams/stream.h"

enum { CELL_MAX = 64 << 10 };

static void header(struct buf *to, const struct stream *stream)
{
	for (size_t i = 0; i < stream->shown_count; i++) {
		if (i)
			buf_add(to, ",", 1);
		escape_csv(to, stream->shown[i]->name, strlen(stream->shown[i]->name));
	}
	buf_puts(to, "\n");
}

/* What JSON has as a number is one here; what it has in quotes is text. */
static void put(struct buf *to, struct buf *cell, const struct column *column, const void *at)
{
	cell->len = 0;
	column->kind->json(cell, column, at);
	if (cell->len && *cell->data == '"') {
		cell->len = 0;
		column->kind->print(cell, column, at);
	}
	if (cell->len == 4 && memcmp(cell->data, "null", 4) == 0 && !column->kind->is_right)
		cell->len = 0; /* nothing is known: a field without anything */
	escape_csv(to, cell->data ? cell->data : "", cell->len);
}

static void record(struct buf *to, const struct stream *stream, const void *data)
{
	struct buf cell = BUF_INIT(CELL_MAX);

	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];

		if (i)
			buf_add(to, ",", 1);
		if (column_counts(column, data))
			put(to, &cell, column, (const char *)data + column->offset);
	}
	buf_release(&cell);
	buf_puts(to, "\n");
}

const struct sink_format sink_csv = { "csv", header, record };
