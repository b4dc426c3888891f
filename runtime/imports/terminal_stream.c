// SPDX-License-Identifier: MIT
#include "imports/terminal_stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "session/session.h"

enum { PART = 2048 };  /* of the guest's bytes at a time */

static int wait_for(struct session *session, int fd)
{
	struct pollfd fds[2] = { [1] = { .fd = fd, .events = POLLOUT } };
	const int ready = interrupt_wait(&session->interrupt, fds, 2, -1);

	return ready < 0 ? ready : 0;
}

static int write_all(struct session *session, int fd, const char *data, size_t size)
{
	int ret = 0;

	while (size && !ret) {
		const ssize_t written = write(fd, data, size);

		if (written >= 0) {
			data += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			ret = wait_for(session, fd);
		} else if (errno != EINTR) {
			ret = -errno;
		}
	}
	return ret;
}

static int put(struct session *session, int fd, const char *data, size_t size)
{
	char out[TERMINAL_ROOM(PART)];
	int ret = 0;

	while (size && !ret) {
		const size_t part = size < PART ? size : PART;

		ret = write_all(session, fd, out,
				terminal_filter(&session->terminals[fd], data, part, out));
		data += part;
		size -= part;
	}
	return ret;
}

ssize_t terminal_stream_write(struct session *session, int fd, const struct iovec *parts,
			      int count)
{
	ssize_t size = 0;
	int ret = 0;

	for (int i = 0; i < count && !ret; i++) {
		ret = put(session, fd, parts[i].iov_base, parts[i].iov_len);
		size += (ssize_t)parts[i].iov_len;
	}
	return ret < 0 ? ret : size;
}

int terminal_stream_put(void *context, const void *data, size_t size)
{
	const struct terminal_stream *stream = context;

	return put(stream->session, stream->fd, data, size);
}
