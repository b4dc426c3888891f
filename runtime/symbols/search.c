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
