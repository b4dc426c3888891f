/* SPDX-License-Identifier: MIT */
#ifndef SYMBOLS_SEARCH_H
#define SYMBOLS_SEARCH_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/* `elements` are `count` elements of `size` bytes, sorted by the u64 that each begins with. Returns
 * how many of these numbers are at most `key`. The last of them is the nearest. */
size_t search_upto(const void *elements, size_t count, size_t size, uint64_t key);

/* Symbols sorted by the u64 that each begins with, their place. */
struct search_table {
	const void *elements;
	size_t count;
	size_t size; /* bytes of each */
	size_t name_at; /* where each has a u32: the start of its name in `text` */
	const char *text;
};

/* Adds all names, each with its NUL, of the places that have a name which the pattern matches
 * (lib/glob.h). */
void search_names(const struct search_table *table, const char *pattern, struct buf *names);

#endif
