// SPDX-License-Identifier: MIT
/* Records come, and what is kept of them is shown in time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "lib/err.h"
#include "observe/container.h"
#include "observe/exporter.h"
#include "observe/guest.h"
#include "observe/observation.h"
#include "observe/printk.h"
#include "records/records.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"
#include "session/session.h"
#include "streams/sink.h"

enum {
	BATCH_SIZE = 256 << 10,
	SECOND = 1000000000,
	PRINTK_WAIT_MS = 50,
	REFRESH_MS = 1000,
	REST_MS = 100
};

bool observation_is_enough(const struct observation *o)
{
	const struct view_options *view = &o->options->view;

	return (view->max && o->reader_count && !view_keeps(view) && o->shown >= view->max) ||
	       sink_error(o->sinks);
}

void observation_take(struct observation *o, struct reader *reader, const void *data, size_t size)
{
	o->shown += view_take(&reader->view, data, size, o->room, o->sinks);
}

/* The frames of a batch. */
static void take_frames(struct observation *o, struct reader *reader, const char *frames,
			size_t len)
{
	for (size_t at = 0;
	     at + sizeof(struct wasm_bpf_frame) <= len && !observation_is_enough(o);) {
		const struct wasm_bpf_frame *frame = (const void *)(frames + at);

		observation_take(o, reader, frame->data, frame->size);
		at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	}
}

static int read_all(struct observation *o, char *batch, struct err *err)
{
	int len = 0;

	for (size_t i = 0; i < o->reader_count && !observation_is_enough(o); i++) {
		struct reader *reader = &o->readers[i];

		if (!reader->records)
			continue;
		len = records_read(reader->records, batch, BATCH_SIZE, err);
		if (len < 0 && len != -EINTR)
			return len;
		if (len > 0 && o->running && guest_take(o, reader, batch, (size_t)len, err) < 0)
			return -ECANCELED;
		if (len > 0 && !o->running)
			take_frames(o, reader, batch, (size_t)len);
	}
	if (o->printk && printk_read(o->printk, err) < 0)
		return -err->code;
	sink_flush(o->sinks);
	return 0;
}

/* All that is kept and not shown as it comes. */
static int show_tables(struct observation *o, struct err *err)
{
	int ret = 0;

	sink_again(o->sinks);
	for (size_t i = 0; view_keeps(&o->options->view) && i < o->reader_count; i++)
		view_show(&o->readers[i].view, o->sinks);
	for (size_t i = 0; i < o->map_count && !ret; i++)
		ret = observe_map_show(&o->maps[i], o->sinks, err);
	return ret;
}

/* Whether what was kept is shown, or measured, before the end. A guest's records are kept by who
 * takes what it emits, which shows them when the guest rests. */
static bool shows_in_time(const struct observation *o)
{
	return o->options->exporter ||
	       (o->options->interval > 0 && (o->map_count || view_keeps(&o->options->view)));
}

/* Milliseconds to wait for records. */
static int32_t wait_time(const struct observation *o)
{
	const struct exporter *exporter = o->options->exporter;
	const uint64_t now = clock_now(), due = exporter ? exporter_due(exporter) : o->next_show;

	if (o->printk)
		return PRINTK_WAIT_MS;
	if (o->filters_containers)
		return REFRESH_MS;
	if (o->guest)
		return shows_in_time(o) ? REST_MS : -1;
	if (!exporter && !o->next_show)
		return -1;
	return due > now ? (int32_t)((due - now) / 1000000 + 1) : 0;
}

/* What is due: metrics, which grow; else what was kept since the last time. */
static int show_due(struct observation *o, uint64_t interval, struct err *err)
{
	const struct exporter *exporter = o->options->exporter;

	if (o->filters_containers && clock_now() >= o->next_refresh) {
		observe_container_refresh(o);
		o->next_refresh = clock_now() + (uint64_t)REFRESH_MS * 1000000;
	}
	if (o->guest)
		return 0;
	if (exporter)
		return clock_now() >= exporter_due(exporter) ? observation_measure(o, err) : 0;
	if (!o->next_show || clock_now() < o->next_show)
		return 0;
	o->next_show += interval;
	return show_tables(o, err);
}

static int wait_and_show(struct observation *o, char *batch, struct err *err)
{
	const uint64_t interval = (uint64_t)(o->options->interval * SECOND);
	int ret = 0;

	if (shows_in_time(o) && !o->options->exporter && !o->guest)
		o->next_show = clock_now() + interval;
	while (!ret && !observation_is_enough(o) && !interrupt_is_raised(&o->session->interrupt)) {
		buffers_wait_host(&o->session->buffers, wait_time(o));
		ret = read_all(o, batch, err);
		if (!ret)
			ret = show_due(o, interval, err);
	}
	/* What was recorded until now counts. */
	return ret ? ret : read_all(o, batch, err);
}

int observation_show(struct observation *o, struct err *err)
{
	char *batch = malloc(BATCH_SIZE);
	int ret = 0;

	o->room = calloc(1, OBSERVATION_RECORD_MAX);
	if (!batch || !o->room)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (!ret && !o->guest)
		ret = observation_iterate(o, err);
	if (!ret && o->is_attached)
		ret = wait_and_show(o, batch, err);
	if (!ret && o->options->exporter && !o->guest)
		ret = observation_measure(o, err);
	if (!ret && !o->guest)
		ret = show_tables(o, err);
	free(batch);
	free(o->room);
	return ret;
}
