// SPDX-License-Identifier: MIT
#include "bindings/name_form.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What C knows in a name. */
static const bool name_chars[256] = {
	['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['_'] = true
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char upper(char c)
{
	return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Letters and digits. */
static bool word_char(char c)
{
	return name_chars[(unsigned char)c] && c != '_';
}

/* Whether a new word starts at `at`: after something else, or where capitals begin
 * or end inside fooBar and HTTPServer. */
static bool word_starts(const char *source, const char *at)
{
	if (at == source || !word_char(at[-1]))
		return true;
	if (!is_upper(*at))
		return false;
	return is_lower(at[-1]) || (is_upper(at[-1]) && is_lower(at[1]));
}

/* Words of letters and digits, with what the case puts between and makes of them. */
static void words(char *to, const char *source, enum name_case name_case)
{
	const char *start = to;
	char last = 0;

	for (const char *at = source; *at; at++) {
		bool first;

		if (!word_char(*at))
			continue;
		first = word_starts(source, at);
		if (to == start) {
			first = true;
			if (is_digit(*at))
				*to++ = name_case == CASE_CAMEL ? 'N' : 'n';
		} else if (first && name_case == CASE_KEBAB) {
			*to++ = '-';
		} else if (first &&
			   (name_case != CASE_CAMEL || (is_digit(*at) && is_digit(last)))) {
			*to++ = '_';
		}
		last = *at;
		*to++ = (char)(name_case == CASE_UPPER || (name_case == CASE_CAMEL && first)
				       ? upper(*at)
				       : lower(*at));
	}
	if (to == start)
		*to++ = name_case == CASE_CAMEL || name_case == CASE_UPPER ? 'X' : 'x';
	*to = '\0';
}

/* The first letter, and each after something that is left out, is a capital. A '_' is left out
 * after a small letter or a digit. */
static void title(char *to, const char *source, bool keeps_first)
{
	const char *start = to;
	char last = 0; /* 0: nothing, or left out */

	for (const char *at = source; *at; at++) {
		bool is_capital = !last && !(keeps_first && to == start);

		if (!word_char(*at) && (*at != '_' || !last || is_lower(last) || is_digit(last))) {
			last = 0;
			continue;
		}
		if (to == start && is_digit(*at))
			*to++ = keeps_first ? 'n' : 'N';
		last = *at;
		*to++ = (char)(is_capital ? upper(last) : last);
	}
	if (to == start)
		*to++ = keeps_first ? 'x' : 'X';
	*to = '\0';
}

/* As in C, with a '_' for each byte that C does not know in a name. */
static void identifier(char *to, const char *source)
{
	if (is_digit(*source) || !*source)
		*to++ = '_';
	for (; *source; source++)
		*to++ = word_char(*source) ? *source : '_';
	*to = '\0';
}

bool name_is_identifier(const char *source)
{
	if (is_digit(*source) || !*source)
		return false;
	while (name_chars[(unsigned char)*source])
		source++;
	return !*source;
}

void name_form(char *to, const char *source, enum name_case name_case)
{
	if (name_case == CASE_KEEP)
		identifier(to, source);
	else if (name_case == CASE_TITLE || name_case == CASE_LATER)
		title(to, source, name_case == CASE_LATER);
	else
		words(to, source, name_case);
}
