// SPDX-License-Identifier: MIT
#include "inspection/wrap.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 80 };

static void put(struct wrap *wrap, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		putchar(text[i] >= ' ' && text[i] < 0x7f ? text[i] : '?');
	wrap->at += (int)len;
}

static void fill(struct wrap *wrap, int column)
{
	if (wrap->at >= column)
		return;
	printf("%*s", column - wrap->at, "");
	wrap->at = column;
}

struct wrap wrap_begin(int indent, const char *label)
{
	struct wrap wrap = { .indent = indent };

	put(&wrap, label, strlen(label));
	fill(&wrap, indent);
	return wrap;
}

void wrap_bytes(struct wrap *wrap, const char *word, size_t len)
{
	if (wrap->at > wrap->indent && wrap->at + 1 + (int)len > WIDTH) {
		putchar('\n');
		wrap->at = 0;
	}
	fill(wrap, wrap->at ? wrap->at + (wrap->at > wrap->indent) : wrap->indent);
	put(wrap, word, len);
}

void wrap_word(struct wrap *wrap, const char *word)
{
	wrap_bytes(wrap, word, strlen(word));
}

void wrap_text(struct wrap *wrap, const char *text)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		const size_t len = strcspn(text, " ");

		wrap_bytes(wrap, text, len);
		text += len;
	}
}

void wrap_column(struct wrap *wrap, const char *name, int width)
{
	const int begin = wrap->at;

	wrap_word(wrap, name);
	fill(wrap, begin + width);
}

void wrap_end(struct wrap *wrap)
{
	putchar('\n');
	wrap->at = 0;
}
