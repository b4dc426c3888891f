/* SPDX-License-Identifier: MIT */
/* The text that a generator writes: it goes into its file in parts, and the file is there when all
 * of it is. A signal that ends the program takes what is begun of the file with it. */
#ifndef BINDINGS_OUTPUT_H
#define BINDINGS_OUTPUT_H

#include "lib/buf.h"
#include "lib/file.h"

struct err;

struct output {
	struct buf text; /* to be filled, and passed on by buf_pass() */
	struct file_out file;
	struct err *err;
};

/* One at a time. `path` ("-" is stdout), `err` and `out` itself must stay. The text may have `max`
 * bytes. */
void output_init(struct output *out, const char *path, size_t max, struct err *err);

/* Writes what is left if `ret` is 0; else the file stays as it was. Returns `ret`, or what failed,
 * with the reason in `err`. To be called at the end, in any case. */
int output_end(struct output *out, int ret);

#endif
