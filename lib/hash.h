/* SPDX-License-Identifier: MIT */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

/* A number that stands for the bytes, among those that nobody has chosen to be alike: FNV-1a. */
uint64_t hash_bytes(const void *data, size_t size);

/* The same at the speed of memory, for files: a sum against accidents, not against whoever could
 * write the file. It depends on the machine's byte order. */
uint64_t hash_words(const void *data, size_t size);

#endif
