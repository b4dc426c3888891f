// SPDX-License-Identifier: MIT
#include "streams/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "columns/kind.h"
#include "lib/err.h"
#include "streams/filter.h"
#include "streams/sink.h"

static void show(struct stream *stream, const struct column *column)
{
	stream->widths[stream->shown_count] = column->width;
	stream->shown[stream->shown_count++] = column;
}

static int show_named(struct stream *stream, char *names, size_t room, struct err *err)
{
	char *rest = names;

	for (char *name; (name = strsep(&rest, ","));) {
		const struct column *column = columns_find(&stream->columns, name);

		if (!column)
			return columns_none(&stream->columns, name, err);
		if (stream->shown_count == room)
			return err_set(err, E2BIG, "'%s': too many columns", stream->name);
		show(stream, column);
	}
	return 0;
}

static int none_shown(const struct stream *stream, struct err *err)
{
	return err_set(err, EINVAL, "'%s': its type '%s' has no columns", stream->name,
		       stream->columns.name);
}

int stream_show(struct stream *stream, const char *names, struct err *err)
{
	const size_t room = stream->columns.count + COLUMNS_MAX;
	char *copy = names ? strdup(names) : NULL;
	int ret = 0;

	stream->shown = calloc(room, sizeof(*stream->shown));
	stream->widths = calloc(room, sizeof(*stream->widths));
	if (!stream->shown || !stream->widths || (names && !copy))
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	else if (names)
		ret = show_named(stream, copy, room, err);
	else
		for (size_t i = 0; i < stream->columns.count; i++)
			if (!stream->columns.list[i].is_hidden)
				show(stream, &stream->columns.list[i]);
	free(copy);
	if (!ret && !stream->shown_count)
		ret = none_shown(stream, err);
	return ret;
}

int stream_filter(struct stream *stream, const char *expression, struct err *err)
{
	return filter_compile(expression, &stream->columns, &stream->filter, err);
}

void stream_release(struct stream *stream)
{
	filter_free(stream->filter);
	free(stream->shown);
	free(stream->widths);
	columns_release(&stream->columns);
}

/* Many programs put out a text at the end only as far as it goes. */
static size_t least_size(const struct columns *columns)
{
	const struct column *last = columns->count ? &columns->list[columns->count - 1] : NULL;

	if (last && (last->kind == &kind_text || last->kind == &kind_bytes) &&
	    last->offset + last->size + 8 > columns->size)
		return last->offset;
	return columns->size;
}

const void *stream_pass(struct stream *stream, const void *record, size_t size, void *room)
{
	stream->seen++;
	if (size < stream->columns.size) {
		stream->odd += size < least_size(&stream->columns);
		memcpy(room, record, size);
		memset((char *)room + size, 0, stream->columns.size - size);
		record = room;
	}
	if (stream->filter && !filter_wants(stream->filter, record))
		return NULL;
	stream->passed++;
	return record;
}

bool stream_take(struct stream *stream, const void *record, size_t size, void *room,
		 struct sink *sink)
{
	record = stream_pass(stream, record, size, room);
	if (record)
		sink_put(sink, stream, record);
	return record;
}
