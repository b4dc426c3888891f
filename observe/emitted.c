// SPDX-License-Identifier: MIT
#include "observe/emitted.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "columns/lookup.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "observe/container.h"
#include "observe/exporter.h"
#include "observe/lookup.h"
#include "observe/observe.h"
#include "observe/sinks.h"
#include "runtime/wasm_bpf.h"
#include "streams/measure.h"
#include "streams/metrics.h"
#include "streams/sink.h"
#include "streams/view.h"

enum { STREAMS_MAX = 64, SECOND = 1000000000, FLUSH_AFTER_NS = 50000000 };

/* A stream of the guest. What it is made of outlives the run: what is kept is shown after it. */
struct emitted_stream {
	struct view view;
	struct btf *btf;
	char *name;
};

struct emitted {
	const struct observe_options *options;
	struct sink sinks[OBSERVE_SINKS_MAX];
	struct emitted_stream streams[STREAMS_MAX];
	size_t count;
	struct view_options view;   /* the options', and --container */
	struct buf filter;          /* of that */
	struct observe_source source;
	struct lookup lookup;
	struct err err;       /* why a stream was refused */
	uint64_t shown;
	uint64_t next_show;   /* clock_now() when what is kept is shown again; 0: at the end */
	uint64_t flushed_at;
};

static int add_stream(struct emitted *emitted, struct wasm_bpf_stream *from)
{
	struct emitted_stream *stream = &emitted->streams[emitted->count];
	int ret;

	if (!observe_wants(emitted->options, from->name))
		return 0;
	if (emitted->count == STREAMS_MAX)
		return -EMFILE;
	emitted->count++;
	stream->name = strdup(from->name);
	stream->btf = btf__new(from->btf, (uint32_t)from->btf_size);
	if (!stream->name || !stream->btf)
		return -ENOMEM;
	stream->view.stream.name = stream->name;
	ret = columns_make(&stream->view.stream.columns, stream->btf, from->type, NULL,
			   &emitted->err);
	columns_link(&stream->view.stream.columns, &emitted->lookup);
	if (!ret)
		ret = view_make(&stream->view, &emitted->view, emitted->sinks, &emitted->err);
	for (struct sink *sink = emitted->sinks; sink; sink = sink->next)
		sink->names_streams = emitted->count > 1;
	from->user = stream;
	return ret;
}

static void measure(struct emitted *emitted)
{
	struct exporter *exporter = emitted->options->exporter;
	struct metrics metrics = { 0 };

	for (size_t i = 0; i < emitted->count; i++)
		measure_view(&emitted->streams[i].view, exporter_prefix(exporter), &metrics);
	exporter_send(exporter, &metrics, &emitted->err);
	metrics_release(&metrics);
}

static void show_kept(struct emitted *emitted)
{
	if (!view_keeps(&emitted->options->view))
		return;
	for (size_t i = 0; i < emitted->count; i++)
		view_show(&emitted->streams[i].view, emitted->sinks);
}

/* What is due goes out now. A reader at a terminal, or behind a pipe, does not wait long. */
static void rest(struct emitted *emitted, bool waits)
{
	const uint64_t now = clock_now();

	if (emitted->options->exporter && now >= exporter_due(emitted->options->exporter))
		measure(emitted);
	if (emitted->next_show && now >= emitted->next_show) {
		show_kept(emitted);
		emitted->next_show = now + (uint64_t)(emitted->options->interval * SECOND);
	}
	if (waits || now - emitted->flushed_at > FLUSH_AFTER_NS) {
		sink_flush(emitted->sinks);
		emitted->flushed_at = now;
	}
}

static bool is_enough(const struct emitted *emitted)
{
	const struct view_options *view = &emitted->options->view;

	return (view->max && !view_keeps(view) && emitted->shown >= view->max) ||
	       sink_error(emitted->sinks);
}

static int take(void *context, struct wasm_bpf_stream *from, const void *records, size_t count)
{
	struct emitted *emitted = context;
	struct emitted_stream *stream = from ? from->user : NULL;
	const char *at = records;

	if (!from) {
		rest(emitted, true);
		return 0;
	}
	if (!records)
		return add_stream(emitted, from);
	if (stream && !count && !view_keeps(&emitted->options->view))
		sink_heading(emitted->sinks, &stream->view.stream);
	for (size_t i = 0; stream && i < count && !is_enough(emitted); i++)
		emitted->shown += view_take(&stream->view, at + i * from->record_size,
					    from->record_size, NULL, emitted->sinks);
	rest(emitted, !count);
	return is_enough(emitted);
}

int emitted_begin(struct wasm_bpf_config *config, const struct observe_options *options,
		  struct emitted **ret_emitted, struct err *err)
{
	struct emitted *emitted = calloc(1, sizeof(*emitted));
	int ret;

	if (!emitted)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	emitted->options = options;
	emitted->source.pods = options->pods;
	emitted->lookup = observe_lookup_containers(&emitted->source);
	emitted->view = options->view;
	emitted->filter = (struct buf)BUF_INIT(64 << 10);
	ret = options->container
		      ? observe_container_filter(options->container, options->view.filter,
						 &emitted->filter, err)
		      : 0;
	if (options->container)
		emitted->view.filter = emitted->filter.data;
	if (!ret)
		ret = observe_sinks(options, emitted->sinks, err);
	if (ret) {
		buf_release(&emitted->filter);
		free(emitted);
		return ret;
	}
	if (options->interval && view_keeps(&options->view) && !options->exporter)
		emitted->next_show = clock_now() + (uint64_t)(options->interval * SECOND);
	wasm_bpf_config_records(config, take, emitted);
	*ret_emitted = emitted;
	return 0;
}

int emitted_end(struct emitted *emitted, struct err *err)
{
	int ret;

	if (emitted->options->exporter)
		measure(emitted);
	show_kept(emitted);
	ret = sink_error(emitted->sinks) == EPIPE ? 0 : sink_close(emitted->sinks, err);
	for (size_t i = 0; i < emitted->count; i++) {
		view_release(&emitted->streams[i].view);
		btf__free(emitted->streams[i].btf);
		free(emitted->streams[i].name);
	}
	if (!ret && emitted->err.msg[0]) {
		*err = emitted->err;
		ret = -err->code;
	}
	buf_release(&emitted->filter);
	observe_source_release(&emitted->source);
	free(emitted);
	return ret;
}
