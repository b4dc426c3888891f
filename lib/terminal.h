/* SPDX-License-Identifier: MIT */
/*
 * What a stranger's bytes may do to a terminal. Text in UTF-8, colours, moves of the cursor,
 * clearing, hiding the cursor and the second screen pass. Nothing passes that a terminal would
 * answer, keep, send elsewhere or take as a title. Sequences: ECMA-48, and XTerm Control
 * Sequences.
 */
#ifndef LIB_TERMINAL_H
#define LIB_TERMINAL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { TERMINAL_HELD_MAX = 64 };

/* A stream on its way to a terminal; all zero at its start. */
struct terminal {
	uint8_t state;
	uint8_t held_count;
	uint8_t lacking;  /* bytes that the held character still lacks */
	char held[TERMINAL_HELD_MAX];  /* a character or sequence whose end has not come yet */
};

/* The room that terminal_filter() needs for `size` bytes. */
#define TERMINAL_ROOM(size) (3 * (size) + TERMINAL_HELD_MAX)

/*
 * Writes to `to` what may pass of `size` bytes, and returns the number of bytes written. Bytes
 * that are not UTF-8, and 8-bit control characters, become U+FFFD. A sequence passes whole or
 * not at all, when its last byte has come. So the output does not depend on how the stream is
 * cut.
 */
size_t terminal_filter(struct terminal *terminal, const void *data, size_t size, char *to);

/* Prints a text to a stream; if that is a terminal, only what may pass. */
void terminal_print(FILE *to, const char *text);

/* The same with a format. The text is cut after some thousand bytes. */
void terminal_printf(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
