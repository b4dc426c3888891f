// SPDX-License-Identifier: MIT
#include "log.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"

enum { LOG_MAX = 16 * 1024 * 1024, LINES_SHOWN = 24, DESCRIBED_MAX = 64 * 1024 };

/* libbpf's print function gets no context: this is it. */
static _Thread_local struct log *current;

static int print(enum libbpf_print_level level, const char *fmt, va_list args)
{
	va_list again;
	char *to;
	int len;

	if (!current || (level != LIBBPF_WARN && !current->verbose))
		return 0;
	if (current->verbose)
		return vfprintf(stderr, fmt, args);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	to = len > 0 ? buf_reserve(&current->text, (size_t)len) : NULL;
	if (to) {
		vsnprintf(to, (size_t)len + 1, fmt, again);
		current->text.len += (size_t)len;
	}
	va_end(again);
	return len;
}

void log_init(struct log *log, bool verbose)
{
	*log = (struct log){ .text = BUF_INIT(LOG_MAX), .verbose = verbose };
	libbpf_set_print(print);
}

void log_release(struct log *log)
{
	buf_release(&log->text);
}

void log_begin(struct log *log)
{
	buf_release(&log->text);
	current = log;
}

void log_end(void)
{
	current = NULL;
}

bool log_has(const struct log *log, const char *words)
{
	return log->text.data && strstr(log->text.data, words);
}

/* Where the last LINES_SHOWN lines of the text start, and how many are before. */
static const char *tail(const struct buf *text, size_t *ret_before)
{
	const char *start = text->data + text->len;
	size_t lines = 0;

	while (start > text->data && lines <= LINES_SHOWN)
		if (*--start == '\n' && start[1])
			lines++;
	if (lines > LINES_SHOWN)
		start++;
	*ret_before = 0;
	for (const char *c = text->data; c < start; c++)
		*ret_before += *c == '\n';
	return start;
}

void log_describe(const struct log *log, const struct err *err, struct buf *text)
{
	const size_t skipped = log->text.len > DESCRIBED_MAX ? log->text.len - DESCRIBED_MAX : 0;

	buf_printf(text, "%s\n", err->msg);
	if (log->text.len)
		buf_add(text, log->text.data + skipped, log->text.len - skipped);
	if (err->hint[0])
		buf_printf(text, "hint: %s\n", err->hint);
}

static void print_indented(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len)
			fprintf(out, "  %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void log_report(const struct log *log, const struct err *err)
{
	size_t before = 0;

	flockfile(stderr);
	fprintf(stderr, "wasm-bpf: %s\n", err->msg);
	if (log->text.len) {
		const char *text = tail(&log->text, &before);

		if (before)
			fprintf(stderr, "  (%zu lines before these: --verbose shows all)\n", before);
		print_indented(stderr, text);
	}
	if (err->hint[0])
		fprintf(stderr, "hint: %s\n", err->hint);
	funlockfile(stderr);
}
