/* SPDX-License-Identifier: MIT */
/* A flame graph of folded stacks: lines "comm;main;read 12". */
#ifndef PLOTS_FLAME_H
#define PLOTS_FLAME_H

#include <stddef.h>

struct buf;
struct err;

/* Reads the text, which it changes, and writes an SVG. Wider is more; functions that were called are above those
 * that called them. -EINVAL, with the line, for what is no such text; -E2BIG for stacks that are too
 * deep, or too many; -ENOMEM. */
int flame_draw(char *text, size_t size, struct buf *to, struct err *err);

#endif
