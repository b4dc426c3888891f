// SPDX-License-Identifier: MIT
#include "plots/svg.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/utf8.h"

enum { FONT_SIZE = 11 };
static const double letter = 0.6 * FONT_SIZE;

void svg_begin(struct buf *to, double width, double height)
{
	buf_printf(to,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
		   "viewBox=\"0 0 %.0f %.0f\" font-family=\"monospace\" font-size=\"%d\">\n"
		   "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
		   width, height, width, height, FONT_SIZE);
}

void svg_end(struct buf *to)
{
	buf_puts(to, "</svg>\n");
}

/* At most `most` characters of a text that strangers wrote: nothing of it is markup. */
static void add_text(struct buf *to, const char *text, size_t most)
{
	size_t left = strlen(text);

	for (size_t count = 0; left && count < most; count++) {
		uint32_t character = 0;
		size_t len = utf8_take(text, left, &character);

		if (!len || character < ' ' || utf8_is_control(character) || character >= 0xfffe)
			buf_puts(to, "?");
		else if (*text == '<' || *text == '>' || *text == '&' || *text == '"')
			buf_printf(to, "&#%d;", *text);
		else
			buf_add(to, text, len);
		text += len ? len : 1;
		left -= len ? len : 1;
	}
}

void svg_box(struct buf *to, double x, double y, double width, double height, const char *colour,
	     const char *title)
{
	buf_printf(to,
		   "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"><title>",
		   x, y, width, height, colour);
	add_text(to, title, SIZE_MAX);
	buf_puts(to, "</title></rect>\n");
}

void svg_text(struct buf *to, double x, double y, double width, int is_end, const char *text)
{
	const size_t most = width > 0 ? (size_t)(width / letter) : SIZE_MAX;

	if (most < 3)
		return;
	buf_printf(to, "<text x=\"%.2f\" y=\"%.2f\"%s pointer-events=\"none\">", x, y,
		   is_end ? " text-anchor=\"end\"" : "");
	add_text(to, text, most);
	buf_puts(to, "</text>\n");
}
