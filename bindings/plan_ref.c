// SPDX-License-Identifier: MIT
/* What a member, an element or a typedef is in the planned language. */
#include <bpf/btf.h>
#include <string.h>

#include "bindings/enums.h"
#include "bindings/ints.h"
#include "bindings/plan_parts.h"

static void add_dim(struct builder *b, struct plan_ref *ref, uint32_t elements)
{
	uint32_t *dim;

	if (!ref->dims)
		ref->first_dim = (uint32_t)b->plan->dim_count;
	dim = builder_push(b, &b->plan->dims, &b->plan->dim_count, &b->dim_cap, sizeof(*dim));
	if (!dim)
		return;
	*dim = elements;
	ref->dims++;
}

void builder_ref_int(struct plan_ref *ref, uint32_t size, bool is_signed)
{
	bool known = size == 1 || size == 2 || size == 4 || size == 8 || size == 16;

	ref->kind = known ? REF_INT : REF_BYTES;
	ref->size = size;
	ref->is_signed = is_signed;
}

static void ref_integer(struct builder *b, struct plan_ref *ref, uint32_t id,
			enum ref_context context)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	builder_ref_int(ref, type->size, int_is_signed(b->btf, type));
	if (type->size != 1)
		return;
	if (btf_int_encoding(type) & BTF_INT_BOOL)
		ref->kind = REF_BOOL;
	else if ((ref->dims || context == IN_TYPEDEF) && strcmp(builder_source(b, id), "char") == 0)
		ref->kind = REF_CHAR;
}

static void ref_named(struct builder *b, struct plan_ref *ref, uint32_t id)
{
	ref->kind = REF_NAMED;
	ref->type = b->type_of[id] - 1;
	ref->size = b->plan->types[ref->type].size;
}

/* Whether it is a struct or union, or the typedef by which one without a tag is known. */
static bool has_tag(const struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	if (!btf_is_typedef(type))
		return btf_is_composite(type);
	id = builder_unqualified(b, type->type);
	return btf_is_composite(btf__type_by_id(b->btf, id)) && !*builder_source(b, id);
}

bool builder_is_named(const struct builder *b, uint32_t id, uint32_t hidden)
{
	const struct plan_type *type = b->type_of[id] ? &b->plan->types[b->type_of[id] - 1] : NULL;

	if (!type || (b->opts->tags_only && !has_tag(b, id)))
		return false;
	if (!hidden || type->kind == PLAN_STRUCT || type->kind == PLAN_UNION)
		return true;
	return hidden != HIDE_ALL && !names_has(b->plan->names, hidden, type->name);
}

struct plan_ref builder_ref(struct builder *b, uint32_t id, enum ref_context context,
			    uint32_t hidden)
{
	struct plan_ref ref = { 0 };

	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		ref.id = id;
		switch (btf_kind(type)) {
		case BTF_KIND_ARRAY:
			add_dim(b, &ref, btf_array(type)->nelems);
			id = btf_array(type)->type;
			continue;
		case BTF_KIND_TYPEDEF:
			if (!builder_is_named(b, id, hidden)) {
				id = type->type;
				continue;
			}
			ref_named(b, &ref, id);
			return ref;
		case BTF_KIND_INT:
			ref_integer(b, &ref, id, context);
			return ref;
		case BTF_KIND_FLOAT:
			ref.kind = type->size == 4 || type->size == 8 ? REF_FLOAT : REF_BYTES;
			ref.size = type->size;
			return ref;
		case BTF_KIND_PTR:
			ref.kind = REF_POINTER;
			ref.size = (uint32_t)btf__pointer_size(b->btf);
			ref.id = type->type;
			return ref;
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			if (*builder_name(b, id) && builder_is_named(b, id, hidden))
				ref_named(b, &ref, id);
			else
				builder_ref_int(&ref, type->size, enum_is_signed(type));
			return ref;
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			if (builder_is_named(b, id, hidden)) {
				ref_named(b, &ref, id);
			} else {
				ref.kind = REF_INLINE;
				ref.size = type->size;
			}
			return ref;
		case BTF_KIND_FWD:
			ref_named(b, &ref, id);
			return ref;
		default: /* a qualifier, a tag or a variable */
			id = type->type;
		}
	}
}
