/* SPDX-License-Identifier: MIT */
/*
 * What libbpf and the verifier say while a call runs, kept until it is known
 * whether the call failed.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "lib/buf.h"

struct err;
struct message_sink;

struct log {
	struct buf text;
	struct buf *verifier;  /* also gets what the verifier says, unless it is null */
	const struct message_sink *sink;
	bool verbose;        /* tell everything at once, as it comes */
	unsigned int depth;  /* of calls that began and did not end */
	struct log *before;  /* the thread's, of another session */
};

/* Failures, and where `verbose` everything, are told to the sink. */
void log_init(struct log *log, bool verbose, const struct message_sink *sink);
void log_release(struct log *log);

/* From here until it is called with null, all that the verifier says of programs and BTF,
 * failed or not, is added to `text`, too. */
void log_verifier(struct log *log, struct buf *text);

/* From here to log_end(), on this thread, libbpf's messages go into `log`, which is
 * emptied first. What libbpf says otherwise goes where it went before there was a log. */
void log_begin(struct log *log);
void log_end(void);

/* The log of this thread, which has none from here on; and gives it one again. */
struct log *log_suspend(void);
void log_resume(struct log *log);

/* Whether libbpf said something with `words` in it. */
bool log_has(const struct log *log, const char *words);

/* Adds the error, the end of what was said, and the error's hint to `text`. */
void log_describe(const struct log *log, const struct err *err, struct buf *text);

/* Tells the error, the end of what was said, and the error's hint, as one message. */
void log_report(const struct log *log, const struct err *err);

#endif
