/* SPDX-License-Identifier: MIT */
/* One pass of a BPF iterator: the text or bytes that its program writes for each of what
 * it iterates over. */
#ifndef SESSION_ITER_H
#define SESSION_ITER_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct link;
struct session;

struct iter {
	int32_t handle;
	int fd;
};

/* Begins a pass of the iterator that is attached by the link, with a handle: the session's,
 * whether the link stays or not. -EINVAL where it is none. */
int iter_new(struct session *session, const struct link *link, struct iter **ret_iter,
	     struct err *err);

/* Reads on: how many bytes, 0 at the end. -EINTR once after an interrupt. */
int iter_read(struct session *session, const struct iter *iter, void *to, size_t size,
	      struct err *err);

/* Ends it; the handle is the caller's to remove. */
void iter_free(struct iter *iter);

#endif
