// SPDX-License-Identifier: MIT
/* The plan as a whole: its parts, one after the other. */
#include "bindings/plan.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/builder.h"
#include "bindings/names.h"
#include "bindings/plan_parts.h"
#include "lib/err.h"

uint64_t plan_elements(const struct plan *plan, const struct plan_ref *ref)
{
	uint64_t elements = 1;

	for (uint32_t i = 0; i < ref->dims; i++)
		elements *= plan->dims[ref->first_dim + i];
	return elements;
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
			type->body = builder_body(b, type->id, type->name);
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
	b->made = calloc(b->count, sizeof(*b->made));
	b->aliased = calloc(b->count, sizeof(*b->aliased));
	b->seen = calloc(b->count, sizeof(*b->seen));
	b->kept = calloc(b->count, sizeof(*b->kept));
	b->plan->names = names_new(b->opts->naming);
	if (!b->type_of || !b->given || !b->made || !b->aliased || !b->seen || !b->kept ||
	    !b->plan->names)
		return err_set(err, ENOMEM, "out of memory");
	builder_order(b);
	builder_name_types(b);
	builder_select(b);
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
	free(b.made);
	free(b.aliased);
	free(b.seen);
	free(b.kept);
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
