/* SPDX-License-Identifier: MIT */
/* What the two skeletons in Go share: structs whose tagged fields are what an object has. */
#ifndef BTF2H_SKELETON_GO_H
#define BTF2H_SKELETON_GO_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct plan_field;
struct skeleton;

/* What a tag finds. */
struct found {
	const char *name;
	const char *field;
	const struct plan_field *member; /* of a variable; else null */
	const char *map; /* as in struct skeleton_variable */
};

/* What a field of a struct is: of which package, and of which of its types. */
struct go_kind {
	const char *package;
	const char *name;
	bool is_plain; /* variables do not tell their types */
};

/* Gives the field `index` of a struct, or false after the last. */
typedef bool go_next_fn(const struct skeleton *skeleton, size_t index, struct found *ret_found);

bool go_next_program(const struct skeleton *skeleton, size_t index, struct found *ret_found);

/* The struct `name` with a field for each that `next` gives. */
void go_emit_struct(struct buf *out, const struct skeleton *skeleton, const char *name,
		    const struct go_kind *kind, go_next_fn *next);

/* A literal of `string`. */
void go_quote(struct buf *out, const char *string);

/* A file's path as go:embed takes it. */
void go_embedded(struct buf *out, const char *name);

#endif
