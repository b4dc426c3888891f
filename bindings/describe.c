// SPDX-License-Identifier: MIT
#include "bindings/describe.h"

#include <bpf/btf.h>

#include "bindings/decl.h"
#include "bindings/plan.h"
#include "lib/text.h"

static void add_name(struct buf *out, const char *source)
{
	if (*source)
		decl_name(out, source);
	else
		buf_puts(out, "(anonymous)");
}

static const char *keyword(const struct plan_type *type)
{
	switch (type->kind) {
	case PLAN_STRUCT:
		return "struct ";
	case PLAN_UNION:
		return "union ";
	case PLAN_ENUM:
		return "enum ";
	case PLAN_TYPEDEF:
		return "typedef ";
	case PLAN_FORWARD:
		return type->is_union ? "union " : "struct ";
	default:
		return "section ";
	}
}

static void add_lengths(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	if (ref->dims)
		buf_puts(out, "; length");
	for (uint32_t i = 0; i < ref->dims; i++)
		text(out, " %u", plan->dims[ref->first_dim + i]);
}

void describe_type(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	buf_puts(out, keyword(type));
	add_name(out, type->source);
	if (type->kind == PLAN_TYPEDEF) {
		buf_puts(out, ": ");
		decl_type(out, plan->btf, btf__type_by_id(plan->btf, type->id)->type);
	}
	text(out, "; size %u", type->size);
	if (type->kind == PLAN_TYPEDEF)
		add_lengths(out, plan, &type->ref);
	if (type->kind == PLAN_ENUM && type->is_signed)
		buf_puts(out, "; signed");
}

void describe_field(struct buf *out, const struct plan *plan, const struct plan_field *field)
{
	const struct btf_type *type = btf__type_by_id(plan->btf, field->id);

	add_name(out, field->source);
	buf_puts(out, ": ");
	decl_type(out, plan->btf, btf_is_var(type) ? type->type : field->id);
	if (field->kind == FIELD_BIT) {
		text(out, "; bit %llu; bits %u", field->offset * 8ULL + field->bit_offset,
		     field->bits);
	} else {
		text(out, "; offset %u; size %u", field->offset, field->size);
		add_lengths(out, plan, &field->ref);
	}
}

void describe_constant(struct buf *out, const struct plan_constant *constant, bool is_signed)
{
	add_name(out, constant->source);
	if (is_signed)
		text(out, " = %lld", (long long)constant->value);
	else
		text(out, " = %llu", (unsigned long long)constant->value);
}
