/* SPDX-License-Identifier: MIT */
/* What the user may have meant by a name that the kernel does not know. */
#ifndef ATTACH_SUGGEST_H
#define ATTACH_SUGGEST_H

#include <stdbool.h>

enum { SUGGEST_MAX = 160 };

/* Finds the nearest tracepoint: its name, or if `group` is given, its group and name. False if
 * none is near. */
bool suggest_tracepoint(const char *group, const char *name, char ret_near[static SUGGEST_MAX]);

/* The same for a function of the kernel or its modules. `prefix` begins its name in the kernel,
 * and is not part of `name`. */
bool suggest_function(const char *name, const char *prefix, char ret_near[static SUGGEST_MAX]);

#endif
