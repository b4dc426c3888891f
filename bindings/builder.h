/* SPDX-License-Identifier: MIT */
/* A plan that is being made, and what all its parts ask of it and of its BTF. */
#ifndef BINDINGS_BUILDER_H
#define BINDINGS_BUILDER_H

#include "bindings/names.h"
#include "bindings/plan.h"

/* Scopes of names. Those of members pass. */
enum { SCOPE_STRUCT_TAGS = SCOPE_GLOBAL + 1, SCOPE_UNION_TAGS };

enum { NO_SIZE = UINT32_MAX };

/* More is not BTF of a program but anonymous types that multiply. */
enum { MAX_FIELDS = 2 << 20 };

/* A scope that hides all types but structs and unions. */
#define HIDE_ALL UINT32_MAX

struct builder {
	struct plan *plan;
	const struct btf *btf;
	const struct plan_opts *opts;
	uint32_t count;     /* of types in the BTF, void included */
	uint32_t *type_of;  /* by id: index in plan.types + 1, or 0 */
	const char **given; /* by id: the name that an anonymous type got */
	bool *made;         /* by id: that name is of our making */
	bool *aliased;      /* by id: a struct or union that has a typedef of its name */
	bool *seen;         /* by id */
	bool *kept;         /* by id: asked for, or held by what is */
	uint32_t scopes;    /* the next free one of those that pass */
	size_t type_cap, body_cap, field_cap, constant_cap, dim_cap;
	int error;          /* 0 or a positive errno */
};

/* Appends one element to an array of the plan; null, with `error` set, when that fails. */
void *builder_push(struct builder *b, void *array, size_t *count, size_t *cap, size_t size);

/* What a BTF type is called in the BTF: never null. */
const char *builder_source(const struct builder *b, uint32_t id);

/* The same, or the name that an anonymous type got; empty if none. */
const char *builder_name(const struct builder *b, uint32_t id);

/* Follows qualifiers and tags. */
uint32_t builder_unqualified(const struct builder *b, uint32_t id);

/* Follows qualifiers, tags and typedefs. */
uint32_t builder_unaliased(const struct builder *b, uint32_t id);

/* Bytes, or NO_SIZE. */
uint32_t builder_size(const struct builder *b, uint32_t id);

/* A type has all its names: the next one's members are named from scratch. */
void builder_forget_scopes(struct builder *b);

#endif
