/* SPDX-License-Identifier: MIT */
/* Streams of the guest that are a terminal of the process: see lib/terminal.h. */
#ifndef IMPORTS_TERMINAL_STREAM_H
#define IMPORTS_TERMINAL_STREAM_H

#include <stddef.h>
#include <sys/types.h>

struct iovec;
struct session;

/* The session's stream on the process's descriptor `fd`. */
struct terminal_stream {
	struct session *session;
	int fd;
};

/* Writes to such a stream what may pass of the guest's bytes: how many those are, or -errno. A
 * terminal that somebody made non-blocking is waited for. */
ssize_t terminal_stream_write(struct session *session, int fd, const struct iovec *parts,
			      int count);

/* The same as an engine_output; `context` is a struct terminal_stream. */
int terminal_stream_put(void *context, const void *data, size_t size);

#endif
