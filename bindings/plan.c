// SPDX-License-Identifier: MIT
/* The plan as a whole, and what its parts share. */
#include "bindings/plan.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan_private.h"
#include "lib/err.h"

/* More is not BTF of a program but anonymous types that multiply. */
enum { MAX_FIELDS = 2 << 20 };

void *builder_push(struct builder *b, void *array, size_t *count, size_t *cap, size_t size)
{
	char *data;

	if (b->error)
		return NULL;
	memcpy(&data, array, sizeof(data));
	if (*count == *cap) {
		size_t wanted = *cap ? *cap * 2 : 64;

		if (*count >= MAX_FIELDS) {
			b->error = EFBIG;
			return NULL;
		}
		data = realloc(data, wanted * size);
		if (!data) {
			b->error = ENOMEM;
			return NULL;
		}
		memcpy(array, &data, sizeof(data));
		*cap = wanted;
	}
	memset(data + *count * size, 0, size);
	return data + (*count)++ * size;
}

const char *builder_source(const struct builder *b, uint32_t id)
{
	return btf__name_by_offset(b->btf, btf__type_by_id(b->btf, id)->name_off);
}

const char *builder_name(const struct builder *b, uint32_t id)
{
	return b->given[id] ? b->given[id] : builder_source(b, id);
}

uint32_t builder_unqualified(const struct builder *b, uint32_t id)
{
	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		if (!btf_is_mod(type) && !btf_is_type_tag(type))
			return id;
		id = type->type;
	}
}

uint32_t builder_unaliased(const struct builder *b, uint32_t id)
{
	for (;;) {
		const struct btf_type *type;

		id = builder_unqualified(b, id);
		type = btf__type_by_id(b->btf, id);
		if (!btf_is_typedef(type))
			return id;
		id = type->type;
	}
}

uint32_t builder_size(const struct builder *b, uint32_t id)
{
	uint64_t elements = 1, size;

	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_FLOAT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return (uint32_t)(elements * type->size);
		case BTF_KIND_PTR: /* the check took it for one of 4 bytes */
			size = elements * btf__pointer_size(b->btf);
			return size < NO_SIZE ? (uint32_t)size : NO_SIZE;
		case BTF_KIND_ARRAY:
			elements *= btf_array(type)->nelems;
			id = btf_array(type)->type;
			break;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
		case BTF_KIND_VAR:
			id = type->type;
			break;
		default:
			return NO_SIZE;
		}
	}
}

void builder_forget_scopes(struct builder *b)
{
	names_forget(b->plan->names);
	b->scopes = SCOPE_PASSING;
}

uint64_t plan_elements(const struct plan *plan, const struct plan_ref *ref)
{
	uint64_t elements = 1;

	for (uint32_t i = 0; i < ref->dims; i++)
		elements *= plan->dims[ref->first_dim + i];
	return elements;
}

bool plan_is_data_section(const struct btf *btf, uint32_t id)
{
	static const char *const others[] = { ".maps", ".maps.", ".ksyms", ".kconfig", "license",
					      "version", NULL };
	const struct btf_type *type = btf__type_by_id(btf, id);

	return btf_is_datasec(type) && type->size &&
	       !names_listed(others, btf__name_by_offset(btf, type->name_off));
}

static void fill_types(struct builder *b)
{
	for (size_t i = 0; i < b->plan->type_count && !b->error; i++) {
		struct plan_type *type = &b->plan->types[i];

		if (type->kind == PLAN_TYPEDEF) {
			type->ref = builder_ref(b, btf__type_by_id(b->btf, type->id)->type,
						IN_TYPEDEF, 0);
			builder_inline(b, &type->ref);
		} else if (type->kind == PLAN_STRUCT || type->kind == PLAN_UNION ||
			   type->kind == PLAN_SECTION) {
			type->body = builder_body(b, type->id);
		}
	}
}

/* What was not named, and holds members, has no place to stand: its bytes do. */
static void add_refs(struct builder *b)
{
	struct plan *plan = b->plan;

	plan->refs = calloc(b->opts->ref_count + 1, sizeof(*plan->refs));
	if (!plan->refs)
		b->error = ENOMEM;
	plan->ref_count = b->opts->ref_count;
	for (size_t i = 0; i < b->opts->ref_count && !b->error; i++) {
		const uint32_t id = b->opts->ref_ids[i];
		struct plan_ref *ref = &plan->refs[i];

		if (builder_size(b, id) == NO_SIZE)
			continue;
		*ref = builder_ref(b, id, IN_MEMBER, 0);
		if (ref->kind == REF_INLINE)
			ref->kind = REF_BYTES;
	}
}

static int build(struct builder *b, struct err *err)
{
	b->type_of = calloc(b->count, sizeof(*b->type_of));
	b->given = calloc(b->count, sizeof(*b->given));
	b->seen = calloc(b->count, sizeof(*b->seen));
	b->plan->names = names_new(b->opts->naming);
	if (!b->type_of || !b->given || !b->seen || !b->plan->names)
		return err_set(err, ENOMEM, "out of memory");
	builder_order(b);
	builder_name_types(b);
	fill_types(b);
	add_refs(b);
	if (names_failed(b->plan->names))
		return err_set(err, ENOMEM, "no memory for all names");
	if (b->error == EFBIG)
		return err_set(err, EFBIG, "the types expand to more than %d members", MAX_FIELDS);
	return b->error ? err_set(err, b->error, "%s", strerror(b->error)) : 0;
}

int plan_make(struct plan *plan, const struct btf *btf, const struct plan_opts *opts,
	      struct err *err)
{
	struct plan made = { .btf = btf };
	struct builder b = {
		.plan = &made,
		.btf = btf,
		.opts = opts,
		.count = btf__type_cnt(btf),
		.scopes = SCOPE_PASSING,
	};
	int ret = build(&b, err);

	free(b.type_of);
	free(b.given);
	free(b.seen);
	if (ret)
		plan_release(&made);
	else
		*plan = made;
	return ret;
}

void plan_release(struct plan *plan)
{
	names_free(plan->names);
	free(plan->types);
	free(plan->bodies);
	free(plan->fields);
	free(plan->constants);
	free(plan->dims);
	free(plan->refs);
	*plan = (struct plan){ 0 };
}
