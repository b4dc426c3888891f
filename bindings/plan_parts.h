/* SPDX-License-Identifier: MIT */
/* The parts of the plan, from the top down: each calls those that stand below it here. */
#ifndef BINDINGS_PLAN_PARTS_H
#define BINDINGS_PLAN_PARTS_H

#include "bindings/builder.h"

/* --- plan_order.c --- */

/* Puts all types into plan.types, wanted or not: what one is called depends on the others. */
void builder_order(struct builder *b);

/* Leaves there those that are wanted, and what they hold. */
void builder_select(struct builder *b);

/* --- plan_names.c --- */

/* Names them and their constants. */
void builder_name_types(struct builder *b);

/* Plans the body of a type of that name, or of none: null, with the names of all members; its
 * index. */
uint32_t builder_body(struct builder *b, uint32_t id, const char *name);

/* Plans the body of what `ref` holds in place, if it does. */
void builder_inline(struct builder *b, struct plan_ref *ref);

/* --- plan_body.c --- */

/* Plans a body, and those that stand in place in it, without names; its index. */
uint32_t builder_lay(struct builder *b, uint32_t id);

/* --- plan_ref.c --- */

enum ref_context { IN_MEMBER, IN_TYPEDEF, IN_BITS };

/* What type `id` is in the planned language. Names in scope `hidden` (0: none) cannot
 * be used. */
struct plan_ref builder_ref(struct builder *b, uint32_t id, enum ref_context context,
			    uint32_t hidden);

/* Makes it an integer, or bytes where there is none of that size. */
void builder_ref_int(struct plan_ref *ref, uint32_t size, bool is_signed);

/* Whether type `id` is planned under a name that is not `hidden`. */
bool builder_is_named(const struct builder *b, uint32_t id, uint32_t hidden);

#endif
