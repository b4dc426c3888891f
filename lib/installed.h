/* SPDX-License-Identifier: MIT */
/* Finds what belongs to this program, by the place of the program itself. */
#ifndef INSTALLED_H
#define INSTALLED_H

#include <limits.h>

struct err;

/* Finds an executable file: the first of `places` that is one. `places` are paths relative to
 * the program's folder, and end with null. The error calls the file `name`. 0, or -ENOENT with
 * the places as a hint. */
int installed_find(const char *name, const char *const *places, char ret_path[static PATH_MAX],
		   struct err *err);

#endif
