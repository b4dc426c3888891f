// SPDX-License-Identifier: MIT
#include "lib/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *buf_reserve(struct buf *buf, size_t size)
{
	size_t cap = buf->cap ? buf->cap : 256;
	char *data;

	if (buf->error)
		return NULL;
	if (size > buf->max || buf->len > buf->max - size) {
		buf->error = EFBIG;
		return NULL;
	}
	if (buf->len + size < buf->cap)
		return buf->data + buf->len;
	while (cap <= buf->len + size)
		cap *= 2;
	data = realloc(buf->data, cap);
	if (!data) {
		buf->error = ENOMEM;
		return NULL;
	}
	buf->data = data;
	buf->cap = cap;
	return data + buf->len;
}

void buf_fill(struct buf *buf, char byte, size_t count)
{
	char *to = buf_reserve(buf, count);

	if (!to)
		return;
	memset(to, byte, count);
	buf->len += count;
	buf->data[buf->len] = '\0';
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	size_t room = buf->cap - buf->len;
	va_list args;
	int len;

	if (buf->error)
		return;
	va_start(args, fmt);
	len = vsnprintf(room ? buf->data + buf->len : NULL, room, fmt, args);
	va_end(args);
	if (len < 0 || !buf_reserve(buf, (size_t)len))
		return;
	if ((size_t)len >= room) {
		va_start(args, fmt);
		vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
		va_end(args);
	}
	buf->len += (size_t)len;
}

void buf_release(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ .max = buf->max, .pass = buf->pass, .to = buf->to };
}
