// SPDX-License-Identifier: MIT
/* Lines of JSON: an object for each record, 64-bit numbers with all their digits. */
#include <string.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/sink.h"
#include "streams/stream.h"

/* The brace was written, with what is about the stream. */
static void record(struct buf *to, const struct stream *stream, const void *data)
{
	size_t count = 0;

	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];

		if (!column_counts(column, data))
			continue;
		if (count++)
			buf_add(to, ",", 1);
		escape_json(to, column->name, strlen(column->name));
		buf_add(to, ":", 1);
		column->kind->json(to, column, (const char *)data + column->offset);
	}
	buf_add(to, "}\n", 2);
}

const struct sink_format sink_json = { "json", NULL, record };
