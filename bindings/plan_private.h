/* SPDX-License-Identifier: MIT */
/* What the parts of the plan share: plan.c, plan_order.c, plan_names.c, plan_ref.c, plan_body.c. */
#ifndef BINDINGS_PLAN_PRIVATE_H
#define BINDINGS_PLAN_PRIVATE_H

#include "bindings/names.h"
#include "bindings/plan.h"

/* Scopes of names. Those of members pass. */
enum { SCOPE_STRUCT_TAGS = SCOPE_GLOBAL + 1, SCOPE_UNION_TAGS };

enum { NO_SIZE = UINT32_MAX };

/* A scope that hides all types but structs and unions. */
#define HIDE_ALL UINT32_MAX

struct builder {
	struct plan *plan;
	const struct btf *btf;
	const struct plan_opts *opts;
	uint32_t count;     /* of types in the BTF, void included */
	uint32_t *type_of;  /* by id: index in plan.types + 1, or 0 */
	const char **given; /* by id: the name that an anonymous type got */
	bool *seen;         /* by id */
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

/* --- the parts, in the order in which they are done --- */

/* Puts all types that are wanted into plan.types. */
void builder_order(struct builder *b);

/* Names them and their constants. */
void builder_name_types(struct builder *b);

/* A type has all its names: the next one's members are named from scratch. */
void builder_forget_scopes(struct builder *b);

enum ref_context { IN_MEMBER, IN_TYPEDEF, IN_BITS };

/* What type `id` is in the planned language. Names in scope `hidden` (0: none) cannot
 * be used. */
struct plan_ref builder_ref(struct builder *b, uint32_t id, enum ref_context context,
			    uint32_t hidden);

/* Makes it an integer, or bytes where there is none of that size. */
void builder_ref_int(struct plan_ref *ref, uint32_t size, bool is_signed);

/* Whether type `id` is planned under a name that is not `hidden`. */
bool builder_is_named(const struct builder *b, uint32_t id, uint32_t hidden);

/* Plans a body, and those that stand in place in it, without names; its index. */
uint32_t builder_lay(struct builder *b, uint32_t id);

/* The same with the names of all members. */
uint32_t builder_body(struct builder *b, uint32_t id);

/* Plans the body of what `ref` holds in place, if it does. */
void builder_inline(struct builder *b, struct plan_ref *ref);

#endif
