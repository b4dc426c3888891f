/* SPDX-License-Identifier: MIT */
/* What a member means: by the tags of <wasm_bpf/stream.h>, or by its name and type. */
#ifndef COLUMNS_GUESS_H
#define COLUMNS_GUESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns/column.h"

struct btf;
struct column_kind;

struct guess {
	const struct column_kind *kind;  /* null: what the type is */
	uint32_t width;                  /* characters in a table; 0: the kind's */
	bool is_hidden;
	bool is_left;
	const char *title; /* or null */
	enum column_role role;
	const char *only_if; /* "COLUMN:VALUE" of a member of a union; or null */
	const char *argument; /* what follows the kind and "="; or null */
};

enum { GUESS_TAGS_MAX = 1024 };

/* The tags of a BTF that are for us; later ones than the first 1,024 do not count. */
struct guess_tags {
	const struct btf *btf;
	uint32_t ids[GUESS_TAGS_MAX];
	size_t count;
};
struct guess_tags guess_find_tags(const struct btf *btf);

/* Adds what tags say of a member of a type, or of the type itself (-1). */
void guess_take(const struct guess_tags *tags, uint32_t type, int member, struct guess *guess);

/* Guesses by names: the column's, whose last part counts, and its typedef's or "". `plain` is the
 * kind of its type. */
struct guess guess_kind(const char *name, const char *type_name, uint32_t size,
			const struct column_kind *plain, bool is_signed);

#endif
