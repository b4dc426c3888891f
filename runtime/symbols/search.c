// SPDX-License-Identifier: MIT
#include "symbols/search.h"

#include <stdbool.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/glob.h"

size_t search_upto(const void *elements, size_t count, size_t size, uint64_t key)
{
	const unsigned char *at = elements;
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		uint64_t value;

		memcpy(&value, at + middle * size, sizeof(value));
		if (value <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The index after the symbols of the same place as the one at `start`. */
static size_t end_of_place(const struct search_table *table, size_t start)
{
	const unsigned char *first = (const unsigned char *)table->elements + start * table->size;
	size_t end = start + 1;

	while (end < table->count &&
	       memcmp(first, first + (end - start) * table->size, sizeof(uint64_t)) == 0)
		end++;
	return end;
}

static const char *name_of(const struct search_table *table, size_t i)
{
	uint32_t name;

	memcpy(&name, (const unsigned char *)table->elements + i * table->size + table->name_at,
	       sizeof(name));
	return table->text + name;
}

void search_names(const struct search_table *table, const char *pattern, struct buf *names)
{
	for (size_t i = 0, end; i < table->count; i = end) {
		bool matches = false;

		end = end_of_place(table, i);
		for (size_t j = i; j < end && !matches; j++)
			matches = glob_matches(pattern, name_of(table, j));
		for (size_t j = i; j < end && matches; j++)
			buf_add(names, name_of(table, j), strlen(name_of(table, j)) + 1);
	}
}
