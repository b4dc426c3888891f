// SPDX-License-Identifier: MIT
#include "streams/rows.h"

#include <stdlib.h>
#include <string.h>

#include "columns/column.h"
#include "streams/sink.h"
#include "streams/stream.h"

/* It is full at each power of two. */
void *rows_add(struct rows *rows)
{
	char *bytes = rows->bytes;

	if (!(rows->count & (rows->count - 1)))
		bytes = rows->count < ROWS_MAX
				? realloc(bytes, (rows->count ? 2 * rows->count : 1) * rows->size)
				: NULL;
	if (!bytes)
		return NULL;
	rows->bytes = bytes;
	return memset(bytes + rows->count++ * rows->size, 0, rows->size);
}

void rows_release(struct rows *rows)
{
	free(rows->bytes);
	*rows = (struct rows){ .size = rows->size };
}

struct order {
	const struct column *column;
	bool is_descending;
};

static int compare(const void *left, const void *right, void *context)
{
	const struct order *by = context;
	const struct value a = column_value(by->column, left), b = column_value(by->column, right);
	const int order = value_compare(&a, &b);

	return by->is_descending ? -order : order;
}

void rows_sort(struct rows *rows, const struct column *column, bool is_descending)
{
	struct order order = { column, is_descending };

	if (rows->count)
		qsort_r(rows->bytes, rows->count, rows->size, compare, &order);
}

void rows_show(const struct rows *rows, struct stream *stream, uint64_t max, struct sink *sink)
{
	uint64_t shown = 0;

	for (size_t i = 0; i < rows->count && (!max || shown < max); i++)
		shown += stream_take(stream, rows->bytes + i * rows->size, rows->size, NULL, sink);
	sink_flush(sink);
}
