/* SPDX-License-Identifier: MIT */
/* Characters of UTF-8 (RFC 3629) in the bytes of strangers. */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* The length of the character that begins at `data`, and its number. 0 if the `len` bytes there, at
 * least one, do not begin with one. Only the shortest form counts, and no surrogates. */
size_t utf8_take(const char *data, size_t len, uint32_t *ret_character);

/* Adds a text, with '?' for each byte that is part of no character. */
void utf8_clean(struct buf *to, const char *text);

/* Whether a terminal acts on a character: controls of ASCII and of the block after it, and those
 * that turn the direction of what follows. */
bool utf8_is_control(uint32_t character);

#endif
