/* SPDX-License-Identifier: MIT */
/* One emitter a language: a plan goes in, the text of a file comes out. */
#ifndef BTF2H_EMIT_H
#define BTF2H_EMIT_H

#include "bindings/plan.h"

struct buf;
struct skeleton;

struct emit_names {
	const char *input;   /* for a comment */
	const char *guard;   /* the output's or input's name, for what must be unique */
	const char *package; /* of Go */
	const char *object;  /* the input's path as the output sees it, for skeletons */
};

/* Where the object of a skeleton is. */
enum object_place {
	OBJECT_WITHIN, /* in the text itself */
	OBJECT_FILE,   /* in its file, which the text names */
	OBJECT_BELOW,  /* the same, where it lies in the folder of the text, or below */
};

struct language {
	const char *name; /* as --lang has it */
	struct plan_opts plan;
	/* Whether its skeletons have the types, too, of maps, of globals and those asked for. */
	bool typed_skeletons;
	enum object_place object;
	/* Failures stay in `out`. */
	void (*emit)(struct buf *out, const struct plan *plan, const struct emit_names *names);
	void (*emit_skeleton)(struct buf *out, const struct skeleton *skeleton,
			      const struct emit_names *names);
};

extern const struct language language_c;
extern const struct language language_cpp;
extern const struct language language_rust;
extern const struct language language_go;

#endif
