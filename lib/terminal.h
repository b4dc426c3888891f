/* SPDX-License-Identifier: MIT */
/*
 * What a stranger's bytes may do to a terminal. Text in UTF-8 passes whole; so do colours,
 * moves of the cursor, clearing, a hidden cursor and the second screen. What a terminal would
 * answer, keep, send elsewhere or take as a title does not. Sequences: ECMA-48, and XTerm
 * Control Sequences.
 */
#ifndef LIB_TERMINAL_H
#define LIB_TERMINAL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { TERMINAL_HELD_MAX = 64 };

/* A stream on its way to a terminal; all zero at its begin. */
struct terminal {
	uint8_t state;
	uint8_t held_count;
	uint8_t lacking;  /* bytes of the character that is held */
	char held[TERMINAL_HELD_MAX];  /* a character or sequence whose end is not known yet */
};

/* The room that terminal_filter() needs for `size` bytes. */
#define TERMINAL_ROOM(size) (3 * (size) + TERMINAL_HELD_MAX)

/*
 * Writes what may pass of `size` bytes to `to`, and gives how much that is. Bytes that are not
 * UTF-8, and control characters of 8 bits, become U+FFFD. A sequence passes whole or not at all,
 * when its last byte has come: what comes out is the same however the stream is cut.
 */
size_t terminal_filter(struct terminal *terminal, const void *data, size_t size, char *to);

/* Prints a text to a stream; where that is a terminal, only what may pass. */
void terminal_print(FILE *to, const char *text);

/* The same with a format. What is longer than some thousand bytes is cut. */
void terminal_printf(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
