/* SPDX-License-Identifier: MIT */
/* The last snapshot, for those who ask by HTTP. */
#ifndef EXPORT_SERVE_H
#define EXPORT_SERVE_H

#include <stddef.h>

#include "export/frame.h"

struct err;
struct event_base;
struct serve;

/* Listens on "ADDRESS:PORT", where an IPv6 address stands in brackets and port 0 is any.
 * `ret_where` gets the address with its port, NUL and all. -EINVAL for what is no address; or
 * the error of the bind. */
int serve_new(struct event_base *base, const char *where, struct serve **ret_serve,
	      char ret_where[static 128], struct err *err);
void serve_free(struct serve *serve);

/* After so many seconds without a frame of FRAME_HEALTH it is not well. 0, as at first: never. */
void serve_silence(struct serve *serve, unsigned int seconds);

/* Keeps a text, or why there is something wrong. */
void serve_keep(struct serve *serve, enum frame_kind kind, const char *content, size_t size);

/* Lines that each answer has behind the snapshot, or null. They must stay. */
void serve_add(struct serve *serve, const char *(*lines)(void *context), void *context);

#endif
