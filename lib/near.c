// SPDX-License-Identifier: MIT
#include "lib/near.h"

#include <string.h>

enum { NAME_MAX_LEN = 63 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters have to change: the optimal string alignment distance. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][NAME_MAX_LEN + 1], *before = rows[0], *last = rows[1], *now = rows[2];
	const size_t a_len = strlen(a), b_len = strlen(b);

	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *free_row = before;

		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = free_row;
	}
	return last[b_len];
}

const char *near_name(const char *name, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t best = 3;

	if (strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t far;

		if (strlen(names[i]) > NAME_MAX_LEN)
			continue;
		far = distance(name, names[i]);
		/* A short name is near to everything. */
		if (far >= best || far * 2 > strlen(names[i]) || far * 2 > strlen(name))
			continue;
		best = far;
		nearest = names[i];
	}
	return nearest;
}
