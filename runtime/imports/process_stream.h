/* SPDX-License-Identifier: MIT */
/*
 * Writes of the guest to the process's streams: to a terminal only what may pass there
 * (lib/terminal.h); and where nobody reads any more, the run ends, as a process would.
 */
#ifndef IMPORTS_PROCESS_STREAM_H
#define IMPORTS_PROCESS_STREAM_H

#include <stddef.h>
#include <sys/types.h>

struct iovec;
struct session;

/* The session's stream on the process's descriptor `fd`. */
struct process_stream {
	struct session *session;
	int fd;
};

/* Writes to such a stream what may pass of the guest's bytes, where not all are written perhaps
 * those that fit: how many those are, or -errno. One that somebody made non-blocking is waited
 * for. */
ssize_t process_stream_write(struct session *session, int fd, const struct iovec *parts,
			     int count);

/* The same as an engine_output, of all bytes; `context` is a struct process_stream. */
int process_stream_put(void *context, const void *data, size_t size);

#endif
