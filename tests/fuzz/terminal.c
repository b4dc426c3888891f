// SPDX-License-Identifier: MIT
/*
 * Any bytes on their way to a terminal, cut anywhere: what comes out is text and harmless
 * sequences, the same however it was cut, and passes again as it is.
 *
 * rooms: lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/terminal.h"

/* The length of a character of several bytes, which has to be there whole. */
static size_t character(const unsigned char *at, size_t left)
{
	const size_t len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	uint32_t code = at[0] & (0xff >> (len + 1));

	if (at[0] < 0xc0 || left < len)
		abort();
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			abort();
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < (len == 4 ? 0x10000u : len == 3 ? 0x800u : 0xa0u) || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		abort();
	return len;
}

/* The length of a sequence, of those that do nothing but show. */
static size_t sequence(const char *at, size_t left)
{
	size_t len = 2;

	if (left < 2 || !at[1] || !strchr("[(78DEM", at[1]))
		abort();
	if (at[1] == '(' && (left < 3 || at[2] != 'B'))
		abort();
	if (at[1] != '[')
		return at[1] == '(' ? 3 : 2;
	len += left > 2 && at[2] == '?';
	while (len < left && at[len] >= '0' && at[len] <= ';')
		len++;
	if (len == left || !at[len] ||
	    !strchr(at[2] == '?' ? "hl" : "ABCDEFGHIJKLMPSTXZ@`adefmsu", at[len]))
		abort();
	return len + 1;
}

static void check(const char *out, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const unsigned char c = (unsigned char)out[at];

		if (c == 0x1b)
			at += sequence(out + at, size - at);
		else if (c >= 0x80)
			at += character((const unsigned char *)out + at, size - at);
		else if (c == 0x7f || c < 7 || (c < ' ' && c > '\r'))
			abort();
		else
			at++;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct terminal whole = { 0 }, parts = { 0 }, again = { 0 };
	char *one = malloc(TERMINAL_ROOM(size)), *two = malloc(TERMINAL_ROOM(size));
	char *three = malloc(TERMINAL_ROOM(TERMINAL_ROOM(size)));
	size_t len, cut_len = 0, seed = size;

	if (!one || !two || !three)
		abort();
	len = terminal_filter(&whole, data, size, one);
	for (size_t at = 0; at < size;) {
		size_t part;

		seed = seed * 31 + data[at];
		part = 1 + seed % 7;
		part = part < size - at ? part : size - at;
		cut_len += terminal_filter(&parts, data + at, part, two + cut_len);
		at += part;
	}
	check(one, len);
	if (len > 3 * size || len != cut_len || memcmp(one, two, len) != 0 ||
	    terminal_filter(&again, one, len, three) != len || memcmp(one, three, len) != 0)
		abort();
	free(one);
	free(two);
	free(three);
	return 0;
}
