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
	/* Where buf_pass() puts what was added; null: it stays. 0, or a positive errno. */
	int (*pass)(void *to, const char *data, size_t len);
	void *to;    /* for `pass` */
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

/* How much is kept back: a part that a processor's caches hold. */
enum { BUF_PART = 128 << 10 };

/* Passes on what was added, which must not be changed from now on, if it is enough to be worth
 * it. */
static inline void buf_pass(struct buf *buf)
{
	if (!buf->pass || buf->error || buf->len < BUF_PART)
		return;
	buf->error = buf->pass(buf->to, buf->data, buf->len);
	buf->max -= buf->len;
	buf->len = 0;
	buf->data[0] = '\0';
}

/* Adds the byte `count` times. */
void buf_fill(struct buf *buf, char byte, size_t count);

void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Frees the memory; the buffer is empty again and can be used anew. */
void buf_release(struct buf *buf);

#endif
