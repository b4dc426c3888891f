// SPDX-License-Identifier: MIT
#include "streams/view.h"

#include <string.h>

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
	if (!ret)
		ret = find_sort(view, err);
	if (!ret)
		sink_fit(sink, seen(view));
	return ret;
}

void view_release(struct view *view)
{
	group_release(&view->group);
	hist_release(&view->hist);
	stream_release(&view->stream);
}

bool view_take(struct view *view, const void *record, size_t size, void *room, struct sink *sink)
{
	record = stream_pass(&view->stream, record, size, room);
	if (!record)
		return false;
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
