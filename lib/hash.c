// SPDX-License-Identifier: MIT
#include "lib/hash.h"

#include <string.h>

uint64_t hash_bytes(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3;
	return hash;
}

uint64_t hash_words(const void *data, size_t size)
{
	uint64_t lanes[4] = { size, 1, 2, 3 }, word;
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i += sizeof(word)) {
		uint64_t *lane = &lanes[i / sizeof(word) % 4];

		word = 0;
		memcpy(&word, bytes + i, size - i < sizeof(word) ? size - i : sizeof(word));
		*lane = (*lane ^ word) * 0x9e3779b97f4a7c15u;
		*lane ^= *lane >> 29;
	}
	return lanes[0] ^ lanes[1] * 3 ^ lanes[2] * 5 ^ lanes[3] * 7;
}
