/* SPDX-License-Identifier: MIT */
/* The options that the generators share: what is read, which types of it, and where
 * their text goes. */
#ifndef BINDINGS_CLI_H
#define BINDINGS_CLI_H

#include <argp.h>

#include "bindings/select.h"

struct cli {
	const char *output;        /* "-" is stdout */
	const char *base;          /* the BTF that the input's continues, or null */
	unsigned int pointer_size; /* bytes, or 0 */
	struct select_opts select;
	const char **types;        /* those of `select`, while they are gathered */
};

/* `types` has room for as many names as the program has arguments. */
#define CLI_INIT(room) { .output = "-", .types = (room), .select.types = (room) }

/* To be a child of a program's own argp, which gives it a struct cli as its input. */
extern const struct argp cli_argp;

#endif
