/* SPDX-License-Identifier: MIT */
/*
 * Patterns as in a shell: '*' is any text, '/' included, '?' any character, [a-z] and
 * [!a-z] one of some, '\' takes the next character as it is. It takes time of the
 * product of both lengths at most, whatever the two say.
 */
#ifndef LIB_GLOB_H
#define LIB_GLOB_H

#include <stdbool.h>

/* Whether the pattern matches the whole text. Where the text is a pattern itself, all
 * that it matches is then matched: its '*' only by '*', its '?' not by a set. */
bool glob_matches(const char *pattern, const char *text);

/* Whether a pattern and another one, of '*' and '?' alone, have a text in common that
 * both match. True, too, where there is no memory to find out. */
bool glob_overlaps(const char *pattern, const char *other);

/* Whether a pattern matches one of the words, which blanks separate. */
bool glob_has_word(const char *pattern, const char *words);

#endif
