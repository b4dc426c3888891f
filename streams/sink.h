/* SPDX-License-Identifier: MIT */
/* Where records go: a table, lines of JSON, CSV or folded stacks, in a file or on stdout. */
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

extern const struct sink_format sink_table, sink_json, sink_csv, sink_folded;
extern const struct sink_format sink_logs;  /* not by name: for sinks with a function */

/* One, or the first of a chain: what is put goes to all of them. */
struct sink {
	const struct sink_format *format;
	struct sink *next;
	int fd;
	/* Where text goes in place of a file, or null: 0, or -errno. */
	int (*write)(void *context, const char *data, size_t len);
	void *context;
	bool owns_fd;
	bool names_streams;           /* there are several: each record says whose it is */
	bool is_timed;                /* each record says when it came */
	bool is_live; /* a table on a terminal is drawn anew by sink_again() */
	unsigned int columns;         /* of the terminal that it goes to; 0: it is none */
	const struct stream *last;    /* whose header was written last */
	struct buf text;              /* not written yet */
	int error;      /* the positive errno of the first write that failed */
};

/* `how` is FORMAT or FORMAT=FILE, of which what is there stays if it `appends`. -EINVAL if
 * there is no such format; or the file's -errno. */
int sink_open(struct sink *sink, const char *how, bool appends, struct err *err);

/* Writes what is left, and closes the files. 0, or -errno of the first write that failed. */
int sink_close(struct sink *sink, struct err *err);

/* Writes the heading of the stream's records, if the format has one: that of a table each time, that
 * of CSV once. */
void sink_heading(struct sink *sink, const struct stream *stream);

void sink_put(struct sink *sink, const struct stream *stream, const void *record);

/* Writes what was put so far. */
void sink_flush(struct sink *sink);

/* The positive errno of a sink that failed, or 0. */
int sink_error(const struct sink *sink);

/* What follows has a heading of its own. */
void sink_again(struct sink *sink);

/* Makes the columns of a table fit the terminal, if one of the sinks is that: those of text become
 * narrower. */
void sink_fit(const struct sink *sink, struct stream *stream);

#endif
