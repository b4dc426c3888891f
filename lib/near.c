// SPDX-License-Identifier: MIT
#include "lib/near.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters have to change: the optimal string alignment distance. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][NEAR_NAME_MAX + 1], *before = rows[0], *last = rows[1], *now = rows[2];
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

struct near near_begin(const char *name)
{
	return (struct near){ .name = name, .best = 3 };
}

void near_offer(struct near *near, const char *candidate)
{
	const size_t len = strlen(near->name), other = strlen(candidate);
	size_t far = len < other ? other - len : len - other;

	/* The rest is for those that can be near: kernels have names by the hundred thousand. */
	if (len > NEAR_NAME_MAX || other > NEAR_NAME_MAX || far >= near->best)
		return;
	far = distance(near->name, candidate);
	/* A short name is near to everything. */
	if (far >= near->best || far * 2 > other || far * 2 > len)
		return;
	near->best = far;
	memcpy(near->nearest, candidate, other + 1);
}

const char *near_name(const char *name, const char *const *names, size_t count)
{
	struct near near = near_begin(name);
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		const size_t before = near.best;

		near_offer(&near, names[i]);
		if (near.best < before)
			nearest = names[i];
	}
	return nearest;
}
