// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "lib/err.h"

enum { LOG_MAX = 16 * 1024 * 1024, LINES_SHOWN = 24, DESCRIBED_MAX = 64 * 1024 };

/* libbpf's print function gets no context: this is it. */
static _Thread_local struct log *current;

/* The print function of before, for what is none of ours. */
static _Atomic(libbpf_print_fn_t) others;

static int tell(const struct log *log, const char *fmt, va_list args)
{
	char *text;
	int len = vasprintf(&text, fmt, args);

	if (len < 0)
		return 0;
	log->sink->tell(log->sink->context, WASM_BPF_DETAIL, text);
	free(text);
	return len;
}

static int add(struct buf *text, const char *fmt, va_list args)
{
	va_list again;
	char *to;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	to = len > 0 ? buf_reserve(text, (size_t)len) : NULL;
	if (!to)
		return 0;
	vsnprintf(to, (size_t)len + 1, fmt, args);
	text->len += (size_t)len;
	return len;
}

/* How libbpf passes on the verifier's words, as a warning or not. */
static bool is_verifier(const char *fmt)
{
	return strstr(fmt, "-- BEGIN ") != NULL;
}

static int print(enum libbpf_print_level level, const char *fmt, va_list args)
{
	const libbpf_print_fn_t other = atomic_load(&others);
	va_list again;

	if (!current)
		return other ? other(level, fmt, args) : 0;
	if (current->verifier && is_verifier(fmt)) {
		va_copy(again, args);
		add(current->verifier, fmt, again);
		va_end(again);
	}
	if (current->verbose)
		return tell(current, fmt, args);
	return level == LIBBPF_WARN ? add(&current->text, fmt, args) : 0;
}

void log_init(struct log *log, bool verbose, const struct message_sink *sink)
{
	libbpf_print_fn_t other = libbpf_set_print(print);

	if (other != print)
		atomic_store(&others, other);
	*log = (struct log){ .text = BUF_INIT(LOG_MAX), .verbose = verbose, .sink = sink };
}

void log_release(struct log *log)
{
	buf_release(&log->text);
}

void log_verifier(struct log *log, struct buf *text)
{
	log->verifier = text;
}

void log_begin(struct log *log)
{
	buf_release(&log->text);
	if (log->depth++)
		return;
	log->before = current;
	current = log;
}

void log_end(void)
{
	if (!--current->depth)
		current = current->before;
}

struct log *log_suspend(void)
{
	struct log *log = current;

	current = NULL;
	return log;
}

void log_resume(struct log *log)
{
	current = log;
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

static void add_indented(struct buf *block, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len)
			buf_printf(block, "  %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void log_report(const struct log *log, const struct err *err)
{
	struct buf block = BUF_INIT(LOG_MAX);
	size_t before = 0;

	buf_printf(&block, "%s\n", err->msg);
	if (log->text.len) {
		const char *text = tail(&log->text, &before);

		if (before)
			buf_printf(&block, "  (%zu lines before these: verbose shows all)\n",
				   before);
		add_indented(&block, text);
	}
	if (err->hint[0])
		buf_printf(&block, "hint: %s\n", err->hint);
	log->sink->tell(log->sink->context, WASM_BPF_FAILURE,
			block.error ? "a call failed, and there is no memory to say why\n"
				    : block.data);
	buf_release(&block);
}
