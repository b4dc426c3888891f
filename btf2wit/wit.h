/* SPDX-License-Identifier: MIT */
/* Writes WIT: the plan and its shape go in, the text of a package comes out. */
#ifndef BTF2WIT_WIT_H
#define BTF2WIT_WIT_H

struct buf;
struct package;
struct plan;
struct shape;
struct world;

/* `input` is named in a comment. `world` is what the object has for a guest, or null for a world
 * that has the types alone. Failures stay in `out`. */
void wit_emit(struct buf *out, const struct plan *plan, const struct shape *shape,
	      const struct world *world, struct package *package, const char *input);

#endif
