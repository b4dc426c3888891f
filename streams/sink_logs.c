// SPDX-License-Identifier: MIT
/* Records as the log records of OTLP in JSON, each followed by a comma: their body is an
 * object with a member for each column. Who sends them puts the rest around them. */
#include <string.h>
#include <time.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "streams/sink.h"
#include "streams/stream.h"

enum { CELL_MAX = 64 << 10 };

static void add_attribute(struct buf *to, const char *name, const char *kind)
{
	buf_puts(to, "{\"key\":");
	escape_json(to, name, strlen(name));
	buf_printf(to, ",\"value\":{\"%s\":", kind);
}

/* JSON's numbers are integers or not; integers are texts in OTLP. What is neither is text. */
static void add_column(struct buf *to, struct buf *cell, const struct column *column,
		       const void *at)
{
	cell->len = 0;
	column->kind->json(cell, column, at);
	if (cell->len && strspn(cell->data, "-0123456789") == cell->len && column->size <= 8) {
		add_attribute(to, column->name, "intValue");
		buf_printf(to, "\"%s\"}}", cell->data);
		return;
	}
	add_attribute(to, column->name, "stringValue");
	if (cell->len && *cell->data == '"')
		buf_add(to, cell->data, cell->len);
	else
		escape_json(to, cell->data ? cell->data : "", cell->len);
	buf_puts(to, "}}");
}

static void record(struct buf *to, const struct stream *stream, const void *data)
{
	struct buf cell = BUF_INIT(CELL_MAX);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	buf_printf(to, "{\"timeUnixNano\":\"%lld%09ld\",\"eventName\":", (long long)now.tv_sec,
		   now.tv_nsec);
	escape_json(to, stream->name, strlen(stream->name));
	buf_puts(to, ",\"body\":{\"kvlistValue\":{\"values\":[");
	for (size_t i = 0; i < stream->shown_count; i++) {
		const struct column *column = stream->shown[i];

		buf_puts(to, i ? "," : "");
		add_column(to, &cell, column, (const char *)data + column->offset);
	}
	buf_puts(to, "]}}},");
	buf_release(&cell);
}

const struct sink_format sink_logs = { "logs", NULL, record };
