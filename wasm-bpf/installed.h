/* SPDX-License-Identifier: MIT */
/* Where what belongs to this program lies, by where the program itself lies. */
#ifndef WASM_BPF_INSTALLED_H
#define WASM_BPF_INSTALLED_H

#include <limits.h>

struct err;

/* Finds a file that can be run, in the first of `places` that has one: paths relative to
 * the program's folder, ended by null. `name` is what the file is called in the error.
 * 0, or -ENOENT with the places as a hint. */
int installed_find(const char *name, const char *const *places, char ret_path[static PATH_MAX],
		   struct err *err);

#endif
