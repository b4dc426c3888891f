// SPDX-License-Identifier: MIT
/*
 * WASI preview1's descriptors for a guest that has the three standard streams and nothing
 * else (session_has_streams_only()). The engine's own functions, which all others get,
 * start an asynchronous runtime with threads of its own for the first of them, and take
 * microseconds each. Numbers and layouts: WASI preview1, typenames.witx.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "imports/process_stream.h"

enum {
	WASI_AGAIN = 6, WASI_BADF = 8, WASI_FAULT = 21, WASI_FBIG = 22, WASI_INTR = 27,
	WASI_INVAL = 28, WASI_IO = 29, WASI_ISDIR = 31, WASI_NOSPC = 51, WASI_PIPE = 64,
};
enum { TYPE_UNKNOWN = 0, TYPE_CHARACTER_DEVICE = 2 };
enum { RIGHT_READ = 1 << 1, RIGHT_WRITE = 1 << 6 };
enum { PARTS_MAX = 64 };  /* of one call; what is in others is for the next */

struct part {
	uint32_t pointer;
	uint32_t size;
};

struct fdstat {
	uint8_t type;
	uint8_t pad;
	uint16_t flags;
	uint32_t pad2;
	uint64_t rights;
	uint64_t rights_inheriting;
};

_Static_assert(sizeof(struct part) == 8 && sizeof(struct fdstat) == 24, "as in WASI");

static int wasi_error(int code)
{
	switch (code) {
	case EAGAIN: return WASI_AGAIN;
	case EBADF: return WASI_BADF;
	case EFAULT: return WASI_FAULT;
	case EFBIG: return WASI_FBIG;
	case EINTR: return WASI_INTR;
	case EINVAL: return WASI_INVAL;
	case EISDIR: return WASI_ISDIR;
	case ENOSPC: return WASI_NOSPC;
	case EPIPE: return WASI_PIPE;
	default: return WASI_IO;
	}
}

/* The guest's array of parts of its memory, which the host is to write if `writes`. Gives
 * how many there are without the empty ones. */
static int find_parts(const struct session *session, uint64_t pointer, size_t count, bool writes,
		      struct iovec *parts)
{
	const void *array = guest_wasi_range(session, pointer, count * sizeof(struct part), false);
	struct part part;
	int found = 0;

	if (!array)
		return -EFAULT;
	for (size_t i = 0; i < count; i++) {
		memcpy(&part, (const struct part *)array + i, sizeof(part));
		parts[found].iov_len = part.size;
		parts[found].iov_base = guest_wasi_range(session, part.pointer, part.size, writes);
		if (!parts[found].iov_base)
			return -EFAULT;
		found += part.size > 0;
	}
	return found;
}

/* Waits until the stream is ready, or for an interrupt. */
static int wait_for(struct session *session, int fd, short events)
{
	struct pollfd fds[2] = { [1] = { .fd = fd, .events = events } };
	const int ready = interrupt_wait(&session->interrupt, fds, 2, -1);

	return ready < 0 ? ready : 0;
}

static ssize_t read_parts(struct session *session, int fd, const struct iovec *parts, int count)
{
	const int ret = wait_for(session, fd, POLLIN);
	ssize_t size;

	if (ret < 0)
		return ret;
	size = count == 1 ? read(fd, parts->iov_base, parts->iov_len) : readv(fd, parts, count);
	return size >= 0 ? size : -errno;
}

/* fd_read or fd_write. */
static int64_t transfer(struct session *session, uint32_t stream, uint64_t array, uint32_t count,
			uint64_t done, bool reads)
{
	const int fd = session_stream(session, stream);
	struct iovec parts[PARTS_MAX];
	ssize_t size = 0;
	int found;
	void *to;

	if (fd < 0 || (fd == STDIN_FILENO) != reads)
		return WASI_BADF;
	found = find_parts(session, array, count < PARTS_MAX ? count : PARTS_MAX, reads, parts);
	to = guest_wasi_range(session, done, sizeof(uint32_t), true);
	if (found < 0 || !to)
		return WASI_FAULT;
	if (found)
		size = reads ? read_parts(session, fd, parts, found)
			     : process_stream_write(session, fd, parts, found);
	if (size < 0)
		return wasi_error((int)-size);
	memcpy(to, &(uint32_t){ (uint32_t)size }, sizeof(uint32_t));
	return 0;
}

HOST_FUNCTION(wasi, fd_read)
{
	return transfer(session, args->fd, args->parts, args->count, args->read, true);
}

HOST_FUNCTION(wasi, fd_write)
{
	return transfer(session, args->fd, args->parts, args->count, args->written, false);
}

HOST_FUNCTION(wasi, fd_fdstat_get)
{
	const int fd = session_stream(session, args->fd);
	const uint64_t rights = fd == STDIN_FILENO ? RIGHT_READ : RIGHT_WRITE;
	struct fdstat stat = { .rights = rights, .rights_inheriting = rights };
	void *to = guest_wasi_range(session, args->stat, sizeof(stat), true);

	if (fd < 0)
		return WASI_BADF;
	if (!to)
		return WASI_FAULT;
	stat.type = isatty(fd) ? TYPE_CHARACTER_DEVICE : TYPE_UNKNOWN;
	memcpy(to, &stat, sizeof(stat));
	return 0;
}

/* Only the guest's descriptor is closed, not the process's. */
HOST_FUNCTION(wasi, fd_close)
{
	if (session_stream(session, args->fd) < 0)
		return WASI_BADF;
	session->streams[args->fd] = -1;
	return 0;
}

HOST_FUNCTION(wasi, fd_renumber)
{
	const int fd = session_stream(session, args->from);

	if (fd < 0 || session_stream(session, args->to) < 0)
		return WASI_BADF;
	session->streams[args->from] = -1;
	session->streams[args->to] = fd;
	return 0;
}
