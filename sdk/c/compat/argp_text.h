/* SPDX-License-Identifier: MIT */
/*
 * Text in lines of up to 79 columns, as glibc's argp lays it out. What it does not look at again
 * cannot move to another line, so the size of its buffer is part of the outcome.
 */
#ifndef COMPAT_ARGP_TEXT_H
#define COMPAT_ARGP_TEXT_H

#include <stdio.h>

enum { ARGP_RIGHT = 79 };

struct argp_text {
	FILE *to;
	char *pending;   /* what is not laid out yet, and a NUL */
	size_t len, size;
	size_t used, room;  /* of glibc's buffer */
	int column;      /* of what is laid out; -1: a new line, which gets no left margin */
	int left, wrap;  /* where new lines begin, and those after a break */
};

void argp_text_init(struct argp_text *text, FILE *to);
void argp_text_release(struct argp_text *text); /* with what is pending */

void argp_text_put(struct argp_text *text, const char *from, size_t len);
void argp_text_puts(struct argp_text *text, const char *from);
void argp_text_printf(struct argp_text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The column; spaces up to a column; a space, or a line feed where `len` columns do not fit. */
int argp_text_column(struct argp_text *text);
void argp_text_indent(struct argp_text *text, int column);
void argp_text_space(struct argp_text *text, size_t len);

/* Set a margin for what follows and return the old one. */
int argp_text_left(struct argp_text *text, int column);
int argp_text_wrap(struct argp_text *text, int column);

#endif
