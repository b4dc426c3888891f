/* SPDX-License-Identifier: MIT */
/* What changed in layout from one object to another. docs/layout-diff.md says what breaks whom. */
#ifndef BTF2H_DIFF_H
#define BTF2H_DIFF_H

#include <stdbool.h>

struct buf;
struct err;
struct input;
struct select_opts;

/* Adds the report to `out`, as JSON if so wished. The types that `select` asks for may be
 * in one of the two only. 0, with `*ret_compatible` set, or -errno. */
int diff_inputs(struct buf *out, const struct input *old, const struct input *new,
		const struct select_opts *select, bool json, bool *ret_compatible,
		struct err *err);

#endif
