/* SPDX-License-Identifier: MIT */
/* Writes WIT: the plan and its shape go in, the text of a package comes out. */
#ifndef BTF2WIT_WIT_H
#define BTF2WIT_WIT_H

struct buf;
struct package;
struct plan;
struct shape;

/* `input` is named in a comment. Failures stay in `out`. */
void wit_emit(struct buf *out, const struct plan *plan, const struct shape *shape,
	      struct package *package, const char *input);

#endif
