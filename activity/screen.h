/* SPDX-License-Identifier: MIT */
/* A terminal that is drawn anew again and again, and is as before when that ends. */
#ifndef ACTIVITY_SCREEN_H
#define ACTIVITY_SCREEN_H

#include <stdbool.h>

struct buf;

/* Takes the terminal over: the second screen, keys without echo. Signals that end the process give
 * it back first. False if stdin or stdout is no terminal. */
bool screen_begin(void);
void screen_end(void);

/* Draws lines from the top, cut to the terminal's width and height. */
void screen_draw(const struct buf *text);

/* Waits so long, or until a key or a new size of the terminal comes: the key, or 0. */
char screen_wait(int ms);

#endif
