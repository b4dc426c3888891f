// SPDX-License-Identifier: MIT
#include "streams/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/err.h"
#include "lib/near.h"
#include "streams/stream.h"

enum { TEXT_MAX = 64 << 20, FLUSH_AT = 256 << 10, TEXT_LEAST = 12, TIME_WIDTH = 16 };

static const struct sink_format *const formats[] = { &sink_table, &sink_json, &sink_csv,
						     &sink_folded };

static const struct sink_format *find_format(const char *name, struct err *err)
{
	struct near near = near_begin(name);
	struct buf list = BUF_INIT(100);

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			buf_release(&list);
			return formats[i];
		}
		near_offer(&near, formats[i]->name);
		buf_printf(&list, " %s", formats[i]->name);
	}
	err_set(err, EINVAL, "there is no output format '%.32s'", name);
	if (*near.nearest)
		err_hint(err, "did you mean '%s'?", near.nearest);
	else
		err_hint(err, "formats are%s", list.data ? list.data : "");
	buf_release(&list);
	return NULL;
}

static unsigned int terminal_columns(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

int sink_open(struct sink *sink, const char *how, bool appends, struct err *err)
{
	const char *file = strchr(how, '=');
	char name[32];

	*sink = (struct sink){ .fd = STDOUT_FILENO, .text = BUF_INIT(TEXT_MAX) };
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(how, "="), how);
	sink->format = find_format(name, err);
	if (!sink->format)
		return -EINVAL;
	if (file && file[1]) {
		sink->fd = open(file + 1,
				O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC),
				0666);
		if (sink->fd < 0)
			return err_set(err, errno, "cannot write '%s': %s", file + 1,
				       strerror(errno));
		sink->owns_fd = true;
	}
	sink->columns = terminal_columns(sink->fd);
	return 0;
}

static void flush(struct sink *sink)
{
	const char *at = sink->text.data;
	size_t left = sink->text.len;
	ssize_t written;

	if (sink->text.error && !sink->error)
		sink->error = sink->text.error;
	if (sink->write && left && !sink->error) {
		sink->error = -sink->write(sink->context, at, left);
		left = 0;
	}
	while (left && !sink->error) {
		written = write(sink->fd, at, left);
		if (written < 0 && errno != EINTR)
			sink->error = errno;
		if (written > 0) {
			at += written;
			left -= (size_t)written;
		}
	}
	buf_release(&sink->text);
	sink->text.max = TEXT_MAX;
}

void sink_flush(struct sink *sink)
{
	for (; sink; sink = sink->next)
		flush(sink);
}

int sink_error(const struct sink *sink)
{
	for (; sink; sink = sink->next)
		if (sink->error)
			return sink->error;
	return 0;
}

void sink_again(struct sink *sink)
{
	for (; sink; sink = sink->next) {
		if (sink->is_live && sink->columns && sink->format == &sink_table)
			buf_puts(&sink->text, "\033[H\033[J");
		sink->last = NULL;
	}
}

int sink_close(struct sink *sink, struct err *err)
{
	int ret = 0;

	for (; sink; sink = sink->next) {
		flush(sink);
		if (sink->owns_fd && close(sink->fd) < 0 && !sink->error)
			sink->error = errno;
		if (sink->error && !ret)
			ret = err_set(err, sink->error, "cannot write %s: %s", sink->format->name,
				      strerror(sink->error));
	}
	return ret;
}

/* The time of day, and with JSON the date, in this machine's zone. */
static void add_time(struct sink *sink, bool is_heading)
{
	struct timespec now;
	struct tm local;
	char text[40] = "TIME";

	clock_gettime(CLOCK_REALTIME, &now);
	if (!is_heading && localtime_r(&now.tv_sec, &local))
		strftime(text, sizeof(text), sink->format == &sink_table ? "%T" : "%FT%T", &local);
	if (sink->format == &sink_table)
		buf_printf(&sink->text, is_heading ? "%-*s " : "%-*s ", TIME_WIDTH - 1, text);
	else if (sink->format == &sink_csv)
		buf_printf(&sink->text, is_heading ? "%s," : "%s.%06ld,",
			   is_heading ? "time" : text, now.tv_nsec / 1000);
	else
		buf_printf(&sink->text, "\"time\":\"%s.%06ld\",", text, now.tv_nsec / 1000);
}

static void put_header(struct sink *sink, const struct stream *stream)
{
	const bool again = sink->last;

	sink->last = stream;
	if (!sink->format->header)
		return;
	if (again)
		buf_puts(&sink->text, "\n");
	if (sink->names_streams && sink->format == &sink_table) {
		buf_puts(&sink->text, "# ");
		escape_text(&sink->text, stream->name, strlen(stream->name));
		buf_puts(&sink->text, "\n");
	}
	if (sink->is_timed)
		add_time(sink, true);
	sink->format->header(&sink->text, stream);
}

static void put(struct sink *sink, const struct stream *stream, const void *record)
{
	if (sink->last != stream)
		put_header(sink, stream);
	if (sink->format == &sink_json)
		buf_puts(&sink->text, "{");
	if (sink->names_streams && sink->format == &sink_json) {
		buf_puts(&sink->text, "\"stream\":");
		escape_json(&sink->text, stream->name, strlen(stream->name));
		buf_puts(&sink->text, ",");
	}
	if (sink->is_timed && sink->format != &sink_folded)
		add_time(sink, false);
	sink->format->record(&sink->text, stream, record);
	if (sink->text.len >= FLUSH_AT)
		flush(sink);
}

void sink_heading(struct sink *sink, const struct stream *stream)
{
	for (; sink; sink = sink->next)
		if (sink->last != stream || sink->format == &sink_table)
			put_header(sink, stream);
}

void sink_put(struct sink *sink, const struct stream *stream, const void *record)
{
	for (; sink; sink = sink->next)
		put(sink, stream, record);
}

static void fit(const struct sink *sink, struct stream *stream)
{
	size_t total = sink->is_timed ? TIME_WIDTH : 0, widest;

	for (size_t i = 0; i < stream->shown_count; i++)
		total += stream->widths[i] + 1;
	while (total > sink->columns + 1) {
		widest = stream->shown_count;
		for (size_t i = 0; i < stream->shown_count; i++)
			if (!stream->shown[i]->kind->is_right && stream->widths[i] > TEXT_LEAST &&
			    (widest == stream->shown_count ||
			     stream->widths[i] > stream->widths[widest]))
				widest = i;
		if (widest == stream->shown_count)
			return;
		stream->widths[widest]--;
		total--;
	}
}

void sink_fit(const struct sink *sink, struct stream *stream)
{
	for (; sink; sink = sink->next)
		if (sink->columns && sink->format == &sink_table)
			fit(sink, stream);
}
