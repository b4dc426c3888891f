/* SPDX-License-Identifier: MIT */
/* Which types of some BTF are asked for. What they hold by value comes along by itself. */
#ifndef BINDINGS_SELECT_H
#define BINDINGS_SELECT_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct input;

/* All that are set add up; with none set, every type of the input is meant, but no
 * section, and of its base only what that needs. */
struct select_opts {
	const char *const *types; /* names, or patterns as a shell has them; "struct x", too */
	size_t type_count;
	bool maps;                /* the keys and values of maps */
	bool globals;             /* the sections of global variables */
};

bool select_any(const struct select_opts *opts);

/* Gives an array, one element a type id, for plan_opts.wanted, which the caller frees;
 * null where every type is meant. 0, -ENOMEM, or -ENOENT with near misses in the hint. */
int select_types(const struct input *input, const struct select_opts *opts, bool **ret_wanted,
		 struct err *err);

#endif
