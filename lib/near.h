/* SPDX-License-Identifier: MIT */
#ifndef LIB_NEAR_H
#define LIB_NEAR_H

#include <stddef.h>

/* The one of `count` names that is nearest to a misspelt one, or null where none is near: by
 * letters left out, put in, changed, or swapped with their neighbour. */
const char *near_name(const char *name, const char *const *names, size_t count);

#endif
