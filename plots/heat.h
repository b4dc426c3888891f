/* SPDX-License-Identifier: MIT */
/* How a number is distributed over time: a heat map, whose rows are ranges of the number, by powers of two,
 * and whose columns are times. */
#ifndef PLOTS_HEAT_H
#define PLOTS_HEAT_H

#include <stddef.h>

struct buf;
struct err;

struct heat_point {
	double time; /* seconds, or the number of the record */
	double value; /* at least 0 */
};

/* Writes an SVG of points, in any order. `name` is the number's; `unit` of time, "s" or "". -EINVAL if there
 * are no points; -ENOMEM. */
int heat_draw(const struct heat_point *points, size_t count, const char *name, const char *unit,
	      struct buf *to, struct err *err);

#endif
