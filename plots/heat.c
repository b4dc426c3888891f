// SPDX-License-Identifier: MIT
#include "plots/heat.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "plots/svg.h"

enum { ROWS = 65, COLUMNS = 100, CELL = 8, LEFT = 110, TOP = 30, BOTTOM = 30, RIGHT = 20 };

struct heat {
	uint64_t cells[COLUMNS][ROWS];
	uint64_t most;
	int first, last;  /* rows that have something */
	double begin, end;
};

/* 0, then 1, 2 to 3, 4 to 7 and so on. */
static int row_of(double value)
{
	const int exponent = value >= 1 ? ilogb(value) + 1 : 0;

	return exponent < ROWS ? exponent : ROWS - 1;
}

static void fill(struct heat *heat, const struct heat_point *points, size_t count)
{
	heat->first = ROWS;
	heat->last = -1;
	heat->begin = heat->end = points[0].time;
	for (size_t i = 0; i < count; i++) {
		heat->begin = fmin(heat->begin, points[i].time);
		heat->end = fmax(heat->end, points[i].time);
	}
	for (size_t i = 0; i < count; i++) {
		const double span = heat->end - heat->begin;
		const double part = span > 0 ? (points[i].time - heat->begin) / span : 0;
		const int column = (int)fmin(part * COLUMNS, COLUMNS - 1),
			  row = row_of(points[i].value);
		uint64_t *cell = &heat->cells[column][row];

		++*cell;
		heat->most = *cell > heat->most ? *cell : heat->most;
		heat->first = row < heat->first ? row : heat->first;
		heat->last = row > heat->last ? row : heat->last;
	}
}

static double least_of(int row)
{
	return row ? ldexp(1, row - 1) : 0;
}

/* From white to red by the logarithm, so that one record is seen beside thousands. */
static void colour_of(uint64_t count, uint64_t most, char colour[static 8])
{
	const double part = log((double)count + 1) / log((double)most + 1);

	snprintf(colour, 8, "#%02x%02x%02x", 255 - (int)(75 * part), (int)(220 * (1 - part)),
		 (int)(180 * (1 - part)));
}

static void draw_cells(const struct heat *heat, struct buf *to)
{
	char title[160], colour[8];

	for (int column = 0; column < COLUMNS; column++)
		for (int row = heat->first; row <= heat->last; row++) {
			const uint64_t count = heat->cells[column][row];

			if (!count)
				continue;
			colour_of(count, heat->most, colour);
			snprintf(title, sizeof(title), "%.0f to %.0f: %llu", least_of(row),
				 least_of(row + 1) - 1, (unsigned long long)count);
			svg_box(to, LEFT + column * CELL, TOP + (heat->last - row) * 2 * CELL, CELL,
				2 * CELL, colour, title);
		}
}

static void draw_axes(const struct heat *heat, const char *name, const char *unit, struct buf *to)
{
	const double bottom = TOP + (heat->last - heat->first + 1) * 2 * CELL;
	char text[64];

	svg_text(to, LEFT, TOP - 10, 0, 0, name);
	for (int row = heat->first; row <= heat->last; row++) {
		snprintf(text, sizeof(text), "%.0f", least_of(row));
		svg_text(to, LEFT - 6, TOP + (heat->last - row + 1) * 2 * CELL - 3, 0, 1, text);
	}
	svg_text(to, LEFT, bottom + 16, 0, 0, "0");
	snprintf(text, sizeof(text), "%.6g %s", heat->end - heat->begin, unit);
	svg_text(to, LEFT + COLUMNS * CELL, bottom + 16, 0, 1, text);
}

int heat_draw(const struct heat_point *points, size_t count, const char *name, const char *unit,
	      struct buf *to, struct err *err)
{
	struct heat *heat = calloc(1, sizeof(*heat));

	if (!count || !heat) {
		free(heat);
		return count ? err_set(err, ENOMEM, "%s", strerror(ENOMEM))
			     : err_set(err, EINVAL, "there are no numbers '%.64s'", name);
	}
	fill(heat, points, count);
	svg_begin(to, LEFT + COLUMNS * CELL + RIGHT,
		  TOP + (heat->last - heat->first + 1) * 2 * CELL + BOTTOM);
	draw_axes(heat, name, unit, to);
	draw_cells(heat, to);
	svg_end(to);
	free(heat);
	return to->error ? err_set(err, to->error, "the picture is too large") : 0;
}
