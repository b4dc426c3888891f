/* SPDX-License-Identifier: MIT */
#ifndef SYMBOLS_SEARCH_H
#define SYMBOLS_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* How many of `count` elements, of `size` bytes each and sorted by the u64 that they begin
 * with, have one of at most `key`: the nearest before it is the last of them. */
size_t search_upto(const void *elements, size_t count, size_t size, uint64_t key);

/* The end of those that begin with the same u64 as the one at `start`. */
size_t search_same(const void *elements, size_t count, size_t size, size_t start);

#endif
