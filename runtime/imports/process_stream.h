/* SPDX-License-Identifier: MIT */
/*
 * Writes of the guest to the process's streams. A terminal gets only what may pass
 * (lib/terminal.h). If nobody reads a pipe any more, the run ends, as a process would.
 */
#ifndef IMPORTS_PROCESS_STREAM_H
#define IMPORTS_PROCESS_STREAM_H

#include <stddef.h>
#include <sys/types.h>

struct engine_wasi;
struct iovec;
struct session;

/* The session's stream on the process's descriptor `fd`. */
struct process_stream {
	struct session *session;
	int fd;
};

/* Writes what may pass of the guest's bytes. Returns how many of its bytes are done, perhaps not
 * all; or -errno. Waits if somebody made the stream non-blocking. */
ssize_t process_stream_write(struct session *session, int fd, const struct iovec *parts,
			     int count);

/* The same for struct engine_output: it writes all bytes. `context` is a struct
 * process_stream. */
int process_stream_put(void *context, const void *data, size_t size);

/* Puts the streams that the process has to write itself into what WASI gives; both live as long as
 * the guest. The others stay the engine's. */
void process_streams_give(struct session *session, struct process_stream streams[static 2],
			  struct engine_wasi *wasi);

#endif
