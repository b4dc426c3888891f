/* SPDX-License-Identifier: MIT */
/* What emitters are told beside the plan, to put it into a text. */
#ifndef BTF2H_EMIT_H
#define BTF2H_EMIT_H

#include <stdbool.h>

struct emit_names {
	const char *input;   /* for a comment */
	const char *note;    /* on the input, after its name; or null */
	const char *guard;   /* the output's or input's name, for what must be unique */
	const char *package; /* of Go */
	const char *stem;    /* the skeleton's name as it was asked for, or null */
	const char *object;  /* the input's path as the output sees it, for skeletons */
	const char *include; /* what defines the types of global variables; or null */
	bool is_part;        /* of an object that the input is linked into: a subskeleton */
};

#endif
