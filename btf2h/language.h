/* SPDX-License-Identifier: MIT */
/*
 * The languages that are written, a row each (language.c). All else of a language is a group of
 * files of its own: naming_x.c, emit_x.c, skeleton_x.c and its template, and emit_x.h.
 */
#ifndef BTF2H_LANGUAGE_H
#define BTF2H_LANGUAGE_H

#include "bindings/plan.h"

struct buf;
struct emit_names;
struct err;
struct skeleton;

/* Where the object of a skeleton is. */
enum object_place {
	OBJECT_WITHIN, /* in the text itself */
	OBJECT_FILE,   /* in its file, which the text names */
	OBJECT_BELOW,  /* the same, where it lies in the folder of the text, or below */
};

struct language {
	const char *name;   /* as --lang has it */
	const char *suffix; /* of its files */
	struct plan_opts plan; /* what it can do, and its names */
	/* A plan goes in, the text of a file comes out. Failures stay in `out`. */
	void (*emit)(struct buf *out, const struct plan *plan, const struct emit_names *names);
	/* The same of a skeleton; but 0, or -errno with what is wrong with its template. */
	int (*emit_skeleton)(struct buf *out, const struct skeleton *skeleton,
			     const struct emit_names *names, struct err *err);
	/* Whether its skeletons have the types, too, of maps, of globals and those asked for. */
	bool typed_skeletons;
	enum object_place object;
	bool prefixes; /* its types have the name of the skeleton before theirs */
};

/* The first is the default; the last has no name. */
extern const struct language languages[];

/* The language of that name, or null. */
const struct language *language_find(const char *name);

#endif
