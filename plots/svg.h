/* SPDX-License-Identifier: MIT */
/* Text of SVG 1.1. */
#ifndef PLOTS_SVG_H
#define PLOTS_SVG_H

#include <stddef.h>

struct buf;

void svg_begin(struct buf *to, double width, double height);
void svg_end(struct buf *to);

/* A rectangle with a colour such as "#ff8800", and a text that shows when the mouse is over it. */
void svg_box(struct buf *to, double x, double y, double width, double height, const char *colour,
	     const char *title);

/* A line of text that begins at x, or ends there if `is_end`. What does not fit `width` is cut; 0: no
 * limit. */
void svg_text(struct buf *to, double x, double y, double width, int is_end, const char *text);

#endif
