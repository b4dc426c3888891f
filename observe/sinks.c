// SPDX-License-Identifier: MIT
#include "observe/sinks.h"

#include <errno.h>

#include "lib/err.h"
#include "observe/exporter.h"
#include "observe/observe.h"
#include "streams/sink.h"

static void nothing(struct buf *to, const struct stream *stream, const void *record)
{
	(void)to, (void)stream, (void)record;
}

/* Collectors get all: nobody looks. */
static int silent(const struct observe_options *options, struct sink sinks[OBSERVE_SINKS_MAX])
{
	static const struct sink_format none = { "none", NULL, nothing };

	sinks[0] = (struct sink){ .format = &none, .fd = -1 };
	if (options->exporter)
		sinks[0].next = exporter_sink(options->exporter);
	return 0;
}

int observe_sinks(const struct observe_options *options, struct sink sinks[OBSERVE_SINKS_MAX],
		  struct err *err)
{
	const struct observe_given *outputs = &options->outputs;
	size_t on_stdout = 0;
	int ret = 0;

	if (!outputs->count && options->view.is_measured)
		return silent(options, sinks);
	if (outputs->count > OBSERVE_SINKS_MAX)
		return err_set(err, E2BIG, "there are more than %d --output", OBSERVE_SINKS_MAX);
	for (size_t i = 0; !ret && (i < outputs->count || i == 0); i++) {
		const char *how = outputs->count ? outputs->list[i] : "table";
		struct sink *sink = &sinks[i];

		ret = sink_open(sink, how, options->appends, err);
		if (!ret && !sink->owns_fd && on_stdout++)
			ret = err_set(err, EINVAL,
				      "only one --output can go to stdout: give '%s' a file", how);
		sink->is_timed = options->is_timed;
		sink->is_live = options->is_top;
		if (i)
			sinks[i - 1].next = sink;
		if (options->exporter)
			sink->next = exporter_sink(options->exporter);
	}
	return ret;
}
