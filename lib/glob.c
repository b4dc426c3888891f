// SPDX-License-Identifier: MIT
#include "lib/glob.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands between '[' and its ']', which a first ']' is not; null where there is
 * no end and '[' stands for itself. */
static const char *set_end(const char *set)
{
	const char *first = set + (*set == '!' || *set == '^');

	return *first ? strchr(first + 1, ']') : NULL;
}

static bool set_has(const char *set, const char *end, char c)
{
	const bool negated = *set == '!' || *set == '^';

	for (set += negated; set < end; set++) {
		const char *last = set[1] == '-' && set + 2 < end ? set + 2 : set;

		if ((unsigned char)*set <= (unsigned char)c &&
		    (unsigned char)c <= (unsigned char)*last)
			return !negated;
		set = last;
	}
	return negated;
}

/* The first element of a pattern, which is no '*': its length, and whether it matches
 * the character, or all that a '?' of a pattern does. */
static size_t match_one(const char *pattern, char c, bool *ret_matches)
{
	const char *end;

	switch (*pattern) {
	case '?':
		*ret_matches = c != '*';
		return 1;
	case '[':
		end = set_end(pattern + 1);
		if (!end)
			break;
		*ret_matches = c != '*' && c != '?' && set_has(pattern + 1, end, c);
		return (size_t)(end - pattern) + 1;
	case '\\':
		if (!pattern[1])
			break;
		*ret_matches = pattern[1] == c;
		return 2;
	default:
		break;
	}
	*ret_matches = *pattern == c;
	return 1;
}

bool glob_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL;  /* where to go on when the rest does not match */
	bool matches;

	while (*text) {
		size_t len;

		if (*pattern == '*') {
			star = ++pattern;
			from = text;
			continue;
		}
		matches = false;
		len = *pattern ? match_one(pattern, *text, &matches) : 0;
		if (matches) {
			pattern += len;
			text++;
		} else if (star) {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

/* One step of glob_overlaps(): `reached[i]` says whether what came before in the pattern
 * can match what `i` characters of the other do. */
static void step(const char *pattern, const char *other, size_t len, bool *reached)
{
	bool matches, before = false, any = false;

	for (size_t i = 0; i <= len; i++) {
		const bool here = reached[i];

		any |= here;
		if (*pattern == '*') {
			reached[i] = any;
			continue;
		}
		/* The element matches the character before, or is within the other's star. */
		reached[i] = here && other[i] == '*';
		if (i > 0 && before) {
			match_one(pattern, other[i - 1], &matches);
			reached[i] |= other[i - 1] != '*' && (matches || other[i - 1] == '?');
		}
		if (i > 0 && other[i - 1] == '*')
			reached[i] |= reached[i - 1];
		before = here;
	}
}

bool glob_overlaps(const char *pattern, const char *other)
{
	const size_t len = strlen(other);
	bool *reached = calloc(len + 1, sizeof(*reached)), ret = true, ignored;

	if (!reached)
		return true;
	reached[0] = true;
	for (size_t i = 0; i < len && other[i] == '*'; i++)
		reached[i + 1] = true;
	while (*pattern) {
		size_t size = *pattern == '*' ? 1 : match_one(pattern, 0, &ignored);

		step(pattern, other, len, reached);
		pattern += size;
	}
	ret = reached[len];
	free(reached);
	return ret;
}

bool glob_has_word(const char *pattern, const char *words)
{
	char word[64];

	for (; *words; words += strspn(words, " ")) {
		size_t len = strcspn(words, " ");

		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		if (glob_matches(pattern, word))
			return true;
		words += len;
	}
	return false;
}
