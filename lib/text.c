// SPDX-License-Identifier: MIT
#include "lib/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DIGITS = 24 };

static void add_decimal(struct buf *out, unsigned long long value, bool negative)
{
	char digits[MAX_DIGITS], *at = digits + sizeof(digits);

	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	if (negative)
		*--at = '-';
	buf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void add_hex(struct buf *out, unsigned long long value)
{
	char digits[MAX_DIGITS], *at = digits + sizeof(digits);

	do
		*--at = "0123456789abcdef"[value % 16];
	while (value /= 16);
	buf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void add_signed(struct buf *out, long long value)
{
	add_decimal(out, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value,
		    value < 0);
}

/* Writes one conversion, `fmt` being what follows the '%'; returns what follows it. */
static const char *add_conversion(struct buf *out, const char *fmt, va_list *args)
{
	bool wide = fmt[0] == 'l' && fmt[1] == 'l';
	unsigned long long value;
	char one;

	if (wide)
		fmt += 2;
	switch (*fmt) {
	case 's':
		buf_puts(out, va_arg(*args, const char *));
		break;
	case 'c':
		one = (char)va_arg(*args, int);
		buf_add(out, &one, 1);
		break;
	case 'd':
		add_signed(out, wide ? va_arg(*args, long long) : va_arg(*args, int));
		break;
	case 'u':
	case 'x':
		value = wide ? va_arg(*args, unsigned long long) : va_arg(*args, unsigned int);
		if (*fmt == 'u')
			add_decimal(out, value, false);
		else
			add_hex(out, value);
		break;
	case '%':
		buf_add(out, "%", 1);
		break;
	default:
		abort(); /* a format that this file does not know */
	}
	return fmt + 1;
}

enum { SHORT = 64 };

/* Adds what goes before the next conversion, or a part of it; returns what follows. Most of it is a
 * few bytes, for which a call to memcpy(3) takes longer than this. */
static const char *add_literal(struct buf *out, const char *fmt)
{
	size_t len = 0;
	char *to;

	if (out->error || out->cap - out->len <= SHORT || out->max - out->len < SHORT) {
		len = strcspn(fmt, "%");
		buf_add(out, fmt, len);
		return fmt + len;
	}
	to = out->data + out->len;
	for (; len < SHORT && fmt[len] && fmt[len] != '%'; len++)
		to[len] = fmt[len];
	to[len] = '\0';
	out->len += len;
	return fmt + len;
}

void text(struct buf *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	while (*fmt)
		fmt = *fmt == '%' ? add_conversion(out, fmt + 1, &args) : add_literal(out, fmt);
	va_end(args);
}

void text_indent(struct buf *out, unsigned int count)
{
	buf_fill(out, '\t', count);
}
