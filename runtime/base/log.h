/* SPDX-License-Identifier: MIT */
/*
 * The messages of libbpf and the verifier during a call, kept until the call has failed or
 * succeeded.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "lib/buf.h"

struct err;
struct message_sink;

struct log {
	struct buf text;
	struct buf *verifier;  /* gets the verifier's messages, too; or null */
	const struct message_sink *sink;
	bool verbose;        /* pass everything to the sink at once */
	unsigned int depth;  /* how many log_begin() have no log_end() yet */
	struct log *before;  /* the log that this thread used before, of another session */
};

/* The sink gets failures, and everything if `verbose`. */
void log_init(struct log *log, bool verbose, const struct message_sink *sink);
void log_release(struct log *log);

/* Adds everything that the verifier says about programs and BTF to `text`, too, whether the
 * call fails or not. Null ends that. */
void log_verifier(struct log *log, struct buf *text);

/* Empties `log`, and collects libbpf's messages on this thread in it until log_end(). Other
 * messages of libbpf go to the print function that was set before there was a log. */
void log_begin(struct log *log);
void log_end(void);

/* Takes this thread's log away from it, and gives it back. */
struct log *log_suspend(void);
void log_resume(struct log *log);

/* Whether `words` occur in what libbpf said. */
bool log_has(const struct log *log, const char *words);

/* Adds to `text`: the error, the end of the messages, and the error's hint. */
void log_describe(const struct log *log, const struct err *err, struct buf *text);

/* Gives the sink the error, the end of the messages, and the error's hint as one message. */
void log_report(const struct log *log, const struct err *err);

#endif
