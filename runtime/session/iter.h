/* SPDX-License-Identifier: MIT */
/* One pass of a BPF iterator: the bytes that its program writes for each thing that it iterates
 * over. */
#ifndef SESSION_ITER_H
#define SESSION_ITER_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct link;
struct session;

struct iter {
	int32_t handle;
	int fd;  /* of the kernel's pass */
};

/* Starts a pass of the iterator behind a link, and gives it a handle. The session owns the pass,
 * which goes on if the link is closed. -EINVAL if the link is not of an iterator. */
int iter_new(struct session *session, const struct link *link, struct iter **ret_iter,
	     struct err *err);

/* Reads the next bytes. Returns their number, 0 at the end. -EINTR: see interrupt_take(). */
int iter_read(struct session *session, const struct iter *iter, void *to, size_t size,
	      struct err *err);

/* Ends the pass. The caller removes the handle. */
void iter_free(struct iter *iter);

#endif
