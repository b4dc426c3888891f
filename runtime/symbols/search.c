// SPDX-License-Identifier: MIT
#include "symbols/search.h"

#include <string.h>

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

size_t search_same(const void *elements, size_t count, size_t size, size_t start)
{
	const unsigned char *first = (const unsigned char *)elements + start * size;
	size_t end = start + 1;

	while (end < count && memcmp(first, first + (end - start) * size, sizeof(uint64_t)) == 0)
		end++;
	return end;
}
