// SPDX-License-Identifier: MIT
#include "imports/process_stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/engine.h"
#include "session/session.h"

enum { PART = 2048 };  /* of the guest's bytes at a time */

static int wait_for(struct session *session, int fd)
{
	struct pollfd fds[2] = { [1] = { .fd = fd, .events = POLLOUT } };
	const int ready = interrupt_wait(&session->interrupt, fds, 2, -1);

	return ready < 0 ? ready : 0;
}

/* A guest that hears of it would panic, or go on: Rust's println does the one. */
static int fail(struct session *session, int code)
{
	if (code == EPIPE && session->options->ends_at_pipe) {
		session->reader_gone = true;
		session_trap(session);
	}
	return -code;
}

/* One part is written by write(2), which who traces guests expects. */
static ssize_t put(int fd, const struct iovec *parts, int count)
{
	return count == 1 ? write(fd, parts->iov_base, parts->iov_len) : writev(fd, parts, count);
}

static ssize_t write_some(struct session *session, int fd, const struct iovec *parts, int count)
{
	ssize_t size;
	int ret = 0;

	while ((size = put(fd, parts, count)) < 0 && (errno == EINTR || errno == EAGAIN) && !ret)
		ret = errno == EAGAIN ? wait_for(session, fd) : 0;
	return size >= 0 ? size : ret < 0 ? ret : fail(session, errno);
}

static int write_all(struct session *session, int fd, const char *data, size_t size)
{
	while (size) {
		const struct iovec part = { (void *)(uintptr_t)data, size };
		const ssize_t written = write_some(session, fd, &part, 1);

		if (written < 0)
			return (int)written;
		data += written;
		size -= (size_t)written;
	}
	return 0;
}

static int filter(struct session *session, int fd, const char *data, size_t size)
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

ssize_t process_stream_write(struct session *session, int fd, const struct iovec *parts,
			     int count)
{
	ssize_t size = 0;
	int ret = 0;

	if (!session->is_filtered[fd])
		return write_some(session, fd, parts, count);
	for (int i = 0; i < count && !ret; i++) {
		ret = filter(session, fd, parts[i].iov_base, parts[i].iov_len);
		size += (ssize_t)parts[i].iov_len;
	}
	return ret < 0 ? ret : size;
}

int process_stream_put(void *context, const void *data, size_t size)
{
	const struct process_stream *stream = context;

	return stream->session->is_filtered[stream->fd]
		       ? filter(stream->session, stream->fd, data, size)
		       : write_all(stream->session, stream->fd, data, size);
}

/* Whether the process writes a stream that the engine's WASI has: terminals get only what may
 * pass, and of a pipe that nobody reads the engine would tell the guest. */
static bool is_written_here(const struct session *session, int fd)
{
	struct stat status;

	return session->is_filtered[fd] ||
	       (session->options->ends_at_pipe && session->streams[fd] >= 0 &&
		fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)));
}

void process_streams_give(struct session *session, struct process_stream streams[static 2],
			  struct engine_wasi *wasi)
{
	for (int i = 0; i < 2; i++) {
		if (!is_written_here(session, i + 1))
			continue;
		streams[i] = (struct process_stream){ session, i + 1 };
		wasi->out[i] = (struct engine_output){
			.write = process_stream_put,
			.context = &streams[i],
			.is_terminal = session->is_filtered[i + 1],
		};
	}
}
