/* SPDX-License-Identifier: MIT */
/*
 * Patterns as in a shell: '*' matches any text, also with '/'; '?' any character; [a-z] and
 * [!a-z] one of a set; '\' takes the next character as it is. The time is at most
 * proportional to the product of both lengths.
 */
#ifndef LIB_GLOB_H
#define LIB_GLOB_H

#include <stdbool.h>

/* Whether the pattern matches the whole text. If the text is itself a pattern, this means that
 * everything it can match is matched: only '*' matches its '*', and a set does not match its
 * '?'. */
bool glob_matches(const char *pattern, const char *text);

/* Whether there is a text that two patterns both match; the second one has only '*' and '?'.
 * Also true if there is no memory to find out. */
bool glob_overlaps(const char *pattern, const char *other);

/* Whether a pattern matches one of the words, which are separated by blanks. */
bool glob_has_word(const char *pattern, const char *words);

#endif
