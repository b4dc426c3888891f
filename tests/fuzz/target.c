// SPDX-License-Identifier: MIT
/*
 * Attach targets of any text, for each kind. What rules are held against and what attaches
 * must be the same: the name that is made of the parts has those parts.
 *
 * rooms: kinds lib
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/target.h"

static bool is_equal(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

static void check(const struct target *target, const struct kind *kind)
{
	static struct target again;
	char number[16];

	if (!*target->name || target->count > TARGET_OPTIONS)
		abort();
	for (unsigned int i = 0; i < target->count; i++)
		if (target->values[i])
			target_option_text(target, i, number);
	/* A word may begin with what another form would cut off. */
	if (target_parse(&again, target->name, kind) < 0) {
		if (strlen(target->name) < TARGET_MAX - 24 && !strchr(target->name, ','))
			abort();
		return;
	}
	if (!is_equal(again.name, target->name) || !is_equal(again.file, target->file) ||
	    !is_equal(again.group, target->group) || !is_equal(again.symbol, target->symbol) ||
	    !is_equal(again.module, target->module) || again.offset != target->offset ||
	    again.leads_anywhere != target->leads_anywhere)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target target;
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (target_parse(&target, text, kind_at(*data % KIND_COUNT)) == 0)
		check(&target, kind_at(*data % KIND_COUNT));
	free(text);
	return 0;
}
