/* SPDX-License-Identifier: MIT */
/* Where records go: a table, lines of JSON or CSV, in a file or on stdout. */
#ifndef STREAMS_SINK_H
#define STREAMS_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"

struct err;
struct stream;

/* How records are written: a row for each format. */
struct sink_format {
	const char *name;
	void (*header)(struct buf *to, const struct stream *stream);  /* or null */
	void (*record)(struct buf *to, const struct stream *stream, const void *record);
};

extern const struct sink_format sink_table, sink_json, sink_csv;

struct sink {
	const struct sink_format *format;
	int fd;
	bool owns_fd;
	bool names_streams;           /* there are several: each record says whose it is */
	bool is_timed;                /* each record says when it came */
	unsigned int columns;         /* of the terminal that it goes to; 0: it is none */
	const struct stream *last;    /* whose header was written last */
	struct buf text;              /* not written yet */
	int error;      /* the positive errno of the first write that failed */
};

/* `how` is FORMAT or FORMAT=FILE. -EINVAL if there is no such format; or the file's -errno. */
int sink_open(struct sink *sink, const char *how, struct err *err);

/* Writes what is left, and closes the file. 0, or -errno of a write. */
int sink_close(struct sink *sink, struct err *err);

void sink_put(struct sink *sink, const struct stream *stream, const void *record);

/* Writes what was put so far. */
void sink_flush(struct sink *sink);

/* Makes the columns of a table fit the terminal, if it is one: those of text become narrower. */
void sink_fit(const struct sink *sink, struct stream *stream);

#endif
