// SPDX-License-Identifier: MIT
#include "lib/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void add_number(struct buf *out, unsigned long long value, unsigned int base, bool negative)
{
	char digits[24], *at = digits + sizeof(digits);

	do
		*--at = "0123456789abcdef"[value % base];
	while (value /= base);
	if (negative)
		*--at = '-';
	buf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void add_signed(struct buf *out, long long value)
{
	add_number(out, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value, 10,
		   value < 0);
}

/* Writes one conversion, `fmt` being what follows the '%'; returns what follows it. */
static const char *add_conversion(struct buf *out, const char *fmt, va_list *args)
{
	bool wide = fmt[0] == 'l' && fmt[1] == 'l';
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
		add_number(out, wide ? va_arg(*args, unsigned long long) :
				       va_arg(*args, unsigned int),
			   *fmt == 'u' ? 10 : 16, false);
		break;
	case '%':
		buf_add(out, "%", 1);
		break;
	default:
		abort(); /* a format that this file does not know */
	}
	return fmt + 1;
}

void text(struct buf *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	while (*fmt) {
		const char *percent = strchrnul(fmt, '%');

		buf_add(out, fmt, (size_t)(percent - fmt));
		fmt = *percent ? add_conversion(out, percent + 1, &args) : percent;
	}
	va_end(args);
}

void text_indent(struct buf *out, unsigned int count)
{
	while (count--)
		buf_add(out, "\t", 1);
}
