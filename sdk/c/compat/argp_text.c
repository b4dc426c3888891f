// SPDX-License-Identifier: MIT
#include "argp_text.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Of glibc's buffer, and what it makes sure of before it formats something. */
enum { ARGP_ROOM = 200, ARGP_GUESS = 150 };

void argp_text_init(struct argp_text *text, FILE *to)
{
	*text = (struct argp_text){ .to = to, .room = ARGP_ROOM };
}

static void argp_pad(struct argp_text *text, int count)
{
	fprintf(text->to, "%*s", count, "");
}

/* Breaks the line from `at` to `line_end`, which is too long; what is pending ends at `end`. Gives
 * where the next line begins. */
static const char *argp_break(struct argp_text *text, const char *at, const char *line_end,
			      const char *end)
{
	const char *limit = at + (ARGP_RIGHT - text->column), *p, *cut, *next;

	if (limit < at)
		limit = at - 1;
	for (p = limit; p >= at && !isblank((unsigned char)*p); p--)
		;
	next = p + 1;
	if (next > at) {
		while (p >= at && isblank((unsigned char)*p))
			p--;
		cut = p + 1;
	} else {
		/* One long word: it gets a line of its own. */
		for (p = limit < line_end ? limit + 1 : limit;
		     p < line_end && !isblank((unsigned char)*p); p++)
			;
		cut = p;
		if (p == line_end) {
			fwrite(at, 1, (size_t)(p - at) + (p < end), text->to);
			text->column = 0;
			return p < end ? p + 1 : end;
		}
		while (isblank((unsigned char)*p))
			p++;
		next = p;
	}
	fwrite(at, 1, (size_t)(cut - at), text->to);
	fputc('\n', text->to);
	argp_pad(text, text->wrap);
	/* As there, the buffer may be written first, to have room for the blanks. */
	if (next < end && next - (cut + 1) < text->wrap &&
	    text->room - text->used <= (size_t)text->wrap + 1)
		text->used = (size_t)text->wrap + (size_t)(end - next);
	else
		text->used += 1 + (size_t)text->wrap - (size_t)(next - cut);
	text->column = text->wrap ? text->wrap : -1;
	return next < end ? next : end;
}

static void argp_lay_out(struct argp_text *text)
{
	const char *at = text->pending, *end = at + text->len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		int len = (int)((feed ? feed : end) - at);

		if (!text->column && text->left) {
			argp_pad(text, text->left);
			text->used += (size_t)text->left;
			text->column = text->left;
		}
		if (text->column < 0)
			text->column = 0;
		if (text->column + len >= ARGP_RIGHT) {
			at = argp_break(text, at, at + len, end);
			continue;
		}
		fwrite(at, 1, (size_t)len + !!feed, text->to);
		text->column = feed ? 0 : text->column + len;
		at += len + !!feed;
	}
	text->len = 0;
}

void argp_text_release(struct argp_text *text)
{
	argp_lay_out(text);
	free(text->pending);
}

/* Makes the room for `len` more bytes that glibc makes, by writing what is there. */
static int argp_ensure(struct argp_text *text, size_t len)
{
	char *grown;

	if (text->room < text->used + len) {
		argp_lay_out(text);
		text->used = 0;
		if (text->room < len)
			text->room += len;
	}
	if (text->len + len + 1 <= text->size)
		return 1;
	grown = realloc(text->pending, text->len + len + 1);
	if (!grown)
		return 0;
	text->pending = grown;
	text->size = text->len + len + 1;
	return 1;
}

void argp_text_put(struct argp_text *text, const char *from, size_t len)
{
	if (!argp_ensure(text, len))
		return;
	memcpy(text->pending + text->len, from, len);
	text->len += len;
	text->used += len;
	text->pending[text->len] = '\0';
}

void argp_text_puts(struct argp_text *text, const char *from)
{
	argp_text_put(text, from, strlen(from));
}

void argp_text_printf(struct argp_text *text, const char *fmt, ...)
{
	char *formatted;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&formatted, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	argp_ensure(text, ARGP_GUESS);
	if ((size_t)len >= text->room - text->used)
		argp_ensure(text, (size_t)len + 1);
	argp_text_put(text, formatted, (size_t)len);
	free(formatted);
}

int argp_text_column(struct argp_text *text)
{
	argp_lay_out(text);
	return text->column < 0 ? 0 : text->column;
}

void argp_text_indent(struct argp_text *text, int column)
{
	for (int i = argp_text_column(text); i < column; i++)
		argp_text_put(text, " ", 1);
}

void argp_text_space(struct argp_text *text, size_t len)
{
	argp_text_put(text, argp_text_column(text) + (int)len >= ARGP_RIGHT ? "\n" : " ", 1);
}

int argp_text_left(struct argp_text *text, int column)
{
	int old = text->left;

	argp_lay_out(text);
	text->left = column;
	return old;
}

int argp_text_wrap(struct argp_text *text, int column)
{
	int old = text->wrap;

	argp_lay_out(text);
	text->wrap = column;
	return old;
}
