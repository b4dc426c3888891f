// SPDX-License-Identifier: MIT
#include "columns/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/utf8.h"

/* What is seen, and seen as what it is: no control character, and none without a width. */
static bool is_printed(uint32_t code)
{
	return !utf8_is_control(code) && !(code >= 0x200b && code <= 0x200d) && code != 0xfeff;
}

static void add_hex(struct buf *to, const char *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		const unsigned char byte = (unsigned char)data[i];
		const char text[4] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };

		buf_add(to, text, sizeof(text));
	}
}

/* How many bytes from the first on are plain ASCII, and neither of the two others. */
static size_t plain(const char *data, size_t len, char other, char another)
{
	size_t i = 0;

	while (i < len && data[i] >= 0x20 && data[i] < 0x7f && data[i] != other &&
	       data[i] != another)
		i++;
	return i;
}

void escape_text(struct buf *to, const char *data, size_t len)
{
	uint32_t code = 0;
	size_t size;

	while (len) {
		size = plain(data, len, 0, 0);
		if (size) {
			buf_add(to, data, size);
		} else {
			size = utf8_take(data, len, &code);
			if (size && is_printed(code))
				buf_add(to, data, size);
			else
				add_hex(to, data, size ? size : (size = 1));
		}
		data += size;
		len -= size;
	}
}

static void add_json(struct buf *to, const char *data, size_t size, uint32_t code)
{
	if (code == '"' || code == '\\')
		buf_add(to, "\\", 1);
	if (code < 0x20 || code == 0x7f)
		buf_printf(to, "\\u%04x", code);
	else
		buf_add(to, data, size);
}

void escape_json(struct buf *to, const char *data, size_t len)
{
	uint32_t code = 0;
	size_t size;

	buf_add(to, "\"", 1);
	while (len) {
		size = plain(data, len, '"', '\\');
		if (size) {
			buf_add(to, data, size);
		} else {
			size = utf8_take(data, len, &code);
			if (size)
				add_json(to, data, size, code);
			else
				buf_puts(to, "\xef\xbf\xbd");
			size = size ? size : 1;
		}
		data += size;
		len -= size;
	}
	buf_add(to, "\"", 1);
}

void escape_csv(struct buf *to, const char *data, size_t len)
{
	if (plain(data, len, '"', ',') == len) {
		buf_add(to, data, len);
		return;
	}
	buf_add(to, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '"')
			buf_add(to, "\"", 1);
		buf_add(to, data + i, 1);
	}
	buf_add(to, "\"", 1);
}

size_t escape_width(const char *data, size_t len)
{
	size_t width = 0;

	for (size_t i = 0; i < len; i++)
		width += ((unsigned char)data[i] & 0xc0) != 0x80;
	return width;
}
