/* SPDX-License-Identifier: MIT */
#ifndef LIB_NEAR_H
#define LIB_NEAR_H

#include <stddef.h>

enum { NEAR_NAME_MAX = 63 };  /* longer ones are near to nothing */

/* The search for the name that is nearest to a misspelt one. */
struct near {
	const char *name;
	size_t best;                      /* how far the nearest so far is */
	char nearest[NEAR_NAME_MAX + 1];  /* empty where none is near */
};

/* Near is by letters left out, put in, changed, or swapped with their neighbour. */
struct near near_begin(const char *name);
void near_offer(struct near *near, const char *candidate);

/* The one of `count` names that is nearest, or null where none is near. */
const char *near_name(const char *name, const char *const *names, size_t count);

#endif
