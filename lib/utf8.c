// SPDX-License-Identifier: MIT
#include "lib/utf8.h"

#include <string.h>

#include "lib/buf.h"

static size_t length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t utf8_take(const char *data, size_t len, uint32_t *ret_character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *at = (const unsigned char *)data;
	const size_t size = length(*at);
	uint32_t character = size == 1 ? *at : *at & (0x7fu >> size);

	if (!size || size > len)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (at[i] & 0x3f);
	}
	if (character < least[size] || (character >= 0xd800 && character < 0xe000) ||
	    character > 0x10ffff)
		return 0;
	*ret_character = character;
	return size;
}

bool utf8_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
	       (character >= 0x200e && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

void utf8_clean(struct buf *to, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		uint32_t character;
		const size_t taken = utf8_take(text, len, &character);

		buf_add(to, taken ? text : "?", taken ? taken : 1);
		text += taken ? taken : 1;
		len -= taken ? taken : 1;
	}
}
