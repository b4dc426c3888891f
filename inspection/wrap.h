/* SPDX-License-Identifier: MIT */
/* Text for people, in lines of at most 80 columns, unless a word is longer. */
#ifndef INSPECTION_WRAP_H
#define INSPECTION_WRAP_H

#include <stddef.h>

struct wrap {
	int indent;  /* of lines after the first */
	int at;      /* the column */
};

/* Begins a line with a label. Words follow from column `indent` on. */
struct wrap wrap_begin(int indent, const char *label);

/* Add a word: on the next line if it does not fit. What a terminal would act on becomes '?'. */
void wrap_bytes(struct wrap *wrap, const char *word, size_t len);
void wrap_word(struct wrap *wrap, const char *word);

/* Adds each word of a text. */
void wrap_text(struct wrap *wrap, const char *text);

/* Adds a name in a column of that width. */
void wrap_column(struct wrap *wrap, const char *name, int width);

void wrap_end(struct wrap *wrap);

#endif
