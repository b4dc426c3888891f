/* SPDX-License-Identifier: MIT */
/*
 * What libbpf and the verifier say while a call runs, kept until it is known
 * whether the call failed.
 */
#ifndef RUNTIME_LOG_H
#define RUNTIME_LOG_H

#include <stdbool.h>

#include "lib/buf.h"

struct err;

struct log {
	struct buf text;
	bool verbose;  /* show everything at once, as it comes */
};

void log_init(struct log *log, bool verbose);
void log_release(struct log *log);

/* From here to log_end(), on this thread, libbpf's messages go into `log`, which is
 * emptied first. */
void log_begin(struct log *log);
void log_end(void);

/* Whether libbpf said something with `words` in it. */
bool log_has(const struct log *log, const char *words);

/* Adds the error, the end of what was said, and the error's hint to `text`. */
void log_describe(const struct log *log, const struct err *err, struct buf *text);

/* Prints the error, the end of what was said, and the error's hint to stderr, as one
 * block that other output does not interrupt. */
void log_report(const struct log *log, const struct err *err);

#endif
