// SPDX-License-Identifier: MIT
#include "streams/view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "streams/sink.h"

bool view_keeps(const struct view_options *options)
{
	return options->by || options->hist;
}

/* The stream whose columns are seen. */
static struct stream *seen(struct view *view)
{
	return view->options->by ? &view->group.shown : &view->stream;
}

static int find_sort(struct view *view, struct err *err)
{
	const char *sort = view->options->sort;

	if (!sort || !view->options->by)
		return 0;
	view->is_descending = *sort == '-';
	view->sort = columns_find(&seen(view)->columns, sort + view->is_descending);
	return view->sort ? 0 : columns_none(&seen(view)->columns, sort + view->is_descending, err);
}

/* Keys as a list of names; none: all records are of one group. */
static int make_latest(struct view *view, struct err *err)
{
	const struct columns *columns = &view->stream.columns;
	struct buf keys = BUF_INIT(64 << 10);
	bool has_numbers = false;
	int ret = 0;

	for (size_t i = 0; i < columns->count; i++) {
		const enum column_role role = columns->list[i].role;

		has_numbers |= role == COLUMN_COUNTER || role == COLUMN_GAUGE;
		if (role == COLUMN_KEY)
			buf_printf(&keys, "%s%s", keys.len ? "," : "", columns->list[i].name);
	}
	if (has_numbers && keys.len) {
		ret = group_make(&view->latest, &view->stream, keys.data, NULL, NULL, err);
		view->has_latest = !ret;
	}
	buf_release(&keys);
	return ret;
}

static int make_named(struct view *view, struct err *err)
{
	const struct view_options *options = view->options;
	int ret = 0;

	view->named = calloc(options->metric_count + 1, sizeof(*view->named));
	if (!view->named)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	for (size_t i = 0; i < options->metric_count && !ret; i++) {
		ret = named_metric_make(&view->named[i], &view->stream, options->metrics[i], err);
		if (!ret)
			ret = named_metric_check(&view->named[i], view->named, i, err);
	}
	return ret;
}

int view_make(struct view *view, const struct view_options *options, const struct sink *sink,
	      struct err *err)
{
	struct stream *stream = &view->stream;
	int ret;

	view->options = options;
	ret = stream_show(stream, options->columns, err);
	if (!ret && options->filter)
		ret = stream_filter(stream, options->filter, err);
	if (!ret && options->hist)
		ret = hist_make(&view->hist, &stream->columns, options->hist, err);
	if (!ret && options->by)
		ret = group_make(&view->group, stream, options->by, options->of, options->quantiles,
				 err);
	if (!ret && options->is_measured)
		ret = make_latest(view, err);
	if (!ret && options->metric_count)
		ret = make_named(view, err);
	if (!ret)
		ret = find_sort(view, err);
	if (!ret)
		sink_fit(sink, seen(view));
	return ret;
}

void view_release(struct view *view)
{
	group_release(&view->group);
	group_release(&view->latest);
	for (size_t i = 0; view->named && i < view->options->metric_count; i++)
		named_metric_release(&view->named[i]);
	free(view->named);
	hist_release(&view->hist);
	stream_release(&view->stream);
}

bool view_take(struct view *view, const void *record, size_t size, void *room, struct sink *sink)
{
	record = stream_pass(&view->stream, record, size, room);
	if (!record)
		return false;
	if (view->has_latest)
		group_keep(&view->latest, record);
	for (size_t i = 0; view->named && i < view->options->metric_count; i++)
		named_metric_take(&view->named[i], record);
	if (view->options->by)
		group_take(&view->group, record);
	else if (view->options->hist)
		hist_take(&view->hist, record);
	else
		sink_put(sink, &view->stream, record);
	return true;
}

void view_show(struct view *view, struct sink *sink)
{
	sink_again(sink);
	if (view->options->by)
		group_show(&view->group, view->sort, view->is_descending, view->options->max, sink);
	else if (view->options->hist)
		hist_show(&view->hist, sink);
}
