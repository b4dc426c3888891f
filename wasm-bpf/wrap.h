/* SPDX-License-Identifier: MIT */
/* Text for people, in lines of at most 80 columns where words allow it. */
#ifndef WASM_BPF_WRAP_H
#define WASM_BPF_WRAP_H

#include <stddef.h>

struct wrap {
	int indent;  /* of lines after the first */
	int at;      /* the column */
};

/* Begins a line with a label, after which words stand from column `indent` on. */
struct wrap wrap_begin(int indent, const char *label);

/* Adds a word from a file, with a '?' for what a terminal would act on; on the next line if it
 * would not fit. */
void wrap_bytes(struct wrap *wrap, const char *word, size_t len);
void wrap_word(struct wrap *wrap, const char *word);

/* Adds each word of a text, and a name in a column of that width. */
void wrap_text(struct wrap *wrap, const char *text);
void wrap_column(struct wrap *wrap, const char *name, int width);

void wrap_end(struct wrap *wrap);

#endif
