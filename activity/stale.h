/* SPDX-License-Identifier: MIT */
/* What was left behind by runs that are gone. */
#ifndef ACTIVITY_STALE_H
#define ACTIVITY_STALE_H

#include <stdbool.h>
#include <stddef.h>

/* Told of each: what it is, where, and a positive errno if it should have been removed and was
 * not. */
typedef void stale_fn(void *context, const char *what, const char *path, int error);

/* Finds what is stale, and removes it if `remove`. Returns how many there were. */
size_t stale_each(bool remove, stale_fn *take, void *context);

#endif
