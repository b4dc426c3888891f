/* SPDX-License-Identifier: MIT */
/*
 * A byte buffer that grows up to a maximum, which its maker must state.
 *
 * `error` keeps the first failure (ENOMEM, or EFBIG at the maximum). What is added
 * after it is dropped. So add freely, and check once at the end. While `error` is
 * 0, a NUL follows `data`, which `len` does not count.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include <stddef.h>
#include <string.h>

struct buf {
	char *data;  /* null while nothing was added */
	size_t len;
	size_t cap;
	size_t max;  /* how many bytes can be added in all */
	int error;   /* 0, or the positive errno of the first failure */
};

#define BUF_INIT(maximum) { .max = (maximum) }

/* Makes room for `size` more bytes and returns where they go; the caller then adds
 * to `len`. Null on failure, with `error` set. */
char *buf_reserve(struct buf *buf, size_t size);

/* Inline, as an emitter adds a few bytes millions of times. */
static inline void buf_add(struct buf *buf, const void *data, size_t size)
{
	const size_t room = buf->cap - buf->len;

	if ((buf->error || size >= room || size > buf->max - buf->len) && !buf_reserve(buf, size))
		return;
	if (size)
		memcpy(buf->data + buf->len, data, size);
	buf->len += size;
	buf->data[buf->len] = '\0';
}

static inline void buf_puts(struct buf *buf, const char *string)
{
	buf_add(buf, string, strlen(string));
}

/* Adds the byte `count` times. */
void buf_fill(struct buf *buf, char byte, size_t count);

void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Frees the memory; the buffer is empty again and can be used anew. */
void buf_release(struct buf *buf);

#endif
