/* SPDX-License-Identifier: MIT */
/* Writes WIT: the plan and its shape go in, the text of a package comes out. */
#ifndef BTF2WIT_WIT_H
#define BTF2WIT_WIT_H

#include <stdbool.h>

struct buf;
struct package;
struct plan;
struct shape;
struct world;

struct wit_opts {
	bool host; /* a guest can import host.wit, too */
	bool hex;  /* bytes are strings of digits */
};

/* `input` is named in a comment. `world` is what the object has for a guest, or null for a world
 * that has the types alone. Failures stay in `out`. */
void wit_emit(struct buf *out, const struct plan *plan, const struct shape *shape,
	      const struct world *world, const struct wit_opts *opts, struct package *package,
	      const char *input);

#endif
