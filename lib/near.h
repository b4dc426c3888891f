/* SPDX-License-Identifier: MIT */
#ifndef LIB_NEAR_H
#define LIB_NEAR_H

#include <stddef.h>

enum { NEAR_NAME_MAX = 63 };  /* longer names are near to nothing */

/* The search for the name that is nearest to a misspelt one. */
struct near {
	const char *name;
	size_t best;                      /* the distance of the nearest so far */
	char nearest[NEAR_NAME_MAX + 1];  /* empty if none is near */
};

/* The distance counts letters that are left out, added, changed, or swapped with the next. */
struct near near_begin(const char *name);
void near_offer(struct near *near, const char *candidate);

/* The nearest of `count` names, or null if none is near. */
const char *near_name(const char *name, const char *const *names, size_t count);

#endif
