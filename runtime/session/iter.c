// SPDX-License-Identifier: MIT
#include "session/iter.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "session/link.h"
#include "session/session.h"

int iter_new(struct session *session, const struct link *link, struct iter **ret_iter,
	     struct err *err)
{
	struct iter *iter = calloc(1, sizeof(*iter));
	int ret;

	if (!iter)
		return err_set(err, ENOMEM, "cannot open an iterator: %s", strerror(ENOMEM));
	iter->fd = link_is_attached(link) && link_fd(link) >= 0 ? bpf_iter_create(link_fd(link))
								: -EINVAL;
	ret = iter->fd < 0 ? iter->fd : handles_add(&session->iters, iter);
	if (ret < 0) {
		iter_free(iter);
		return err_set(err, -ret, "cannot open an iterator by link %d: %s", link->handle,
			       strerror(-ret));
	}
	iter->handle = ret;
	*ret_iter = iter;
	return 0;
}

int iter_read(struct session *session, const struct iter *iter, void *to, size_t size,
	      struct err *err)
{
	ssize_t got;

	do {
		if (interrupt_take(&session->interrupt))
			return err_set(err, EINTR, "interrupted");
		got = read(iter->fd, to, size);
		/* The kernel pauses where the program writes nothing for a million objects. */
	} while (got < 0 && (errno == EAGAIN || errno == EINTR));
	if (got < 0)
		return err_set(err, errno, "cannot read iterator %d: %s", iter->handle,
			       strerror(errno));
	return (int)got;
}

void iter_free(struct iter *iter)
{
	if (iter->fd >= 0)
		close(iter->fd);
	free(iter);
}
