/* SPDX-License-Identifier: MIT */
#ifndef SYMBOLS_SEARCH_H
#define SYMBOLS_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* `elements` are `count` elements of `size` bytes, sorted by the u64 that each begins with. Returns
 * how many of these numbers are at most `key`. The last of them is the nearest. */
size_t search_upto(const void *elements, size_t count, size_t size, uint64_t key);

/* The index after the elements that begin with the same u64 as the one at `start`. */
size_t search_same(const void *elements, size_t count, size_t size, size_t start);

#endif
