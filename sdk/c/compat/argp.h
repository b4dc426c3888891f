/* SPDX-License-Identifier: MIT */
/* What the two halves of argp share: the parser (argp.c) and the help (argp_help.c). */
#ifndef COMPAT_ARGP_H
#define COMPAT_ARGP_H

#include <argp.h>
#include <ctype.h>

static inline int argp_is_end(const struct argp_option *option)
{
	return !option->name && !option->key && !option->doc && !option->group;
}

static inline int argp_is_short(const struct argp_option *option)
{
	return option->key > 0 && option->key < 128 && isprint(option->key) &&
	       !(option->flags & OPTION_DOC);
}

/* The input that the parser of `argp` gets in this run, or null. */
void *compat_argp_input(const struct argp *argp, const struct argp_state *state);

/* Prints help for `argp`, of which `state` may be null. */
void compat_argp_help(const struct argp *argp, const struct argp_state *state, FILE *stream,
		      unsigned flags, const char *name);

#endif
