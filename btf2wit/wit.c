// SPDX-License-Identifier: MIT
/*
 * WIT: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md
 * Doc comments keep what WIT cannot say; docs/layout-wit.md has their form.
 */
#include "btf2wit/wit.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

#include "bindings/decl.h"
#include "bindings/describe.h"
#include "bindings/plan.h"
#include "btf2wit/package.h"
#include "btf2wit/wit_ref.h"
#include "btf2wit/wit_world.h"
#include "values/shape.h"
#include "lib/text.h"

/* --- what WIT cannot say ------------------------------------------------------------------ */

/* All constants of one value, the first of which is `constant`. */
static void describe_value(const struct wit *w, const char *indent, uint32_t constant,
			   bool is_signed)
{
	for (; constant != NO_CONSTANT; constant = w->shape->next_same[constant]) {
		text(w->out, "%s/// ", indent);
		describe_constant(w->out, &w->plan->constants[constant], is_signed);
		text(w->out, "\n");
	}
}

/* --- types -------------------------------------------------------------------------------- */

static void write_record(const struct wit *w, const struct plan_type *type)
{
	const struct plan_body *body = &w->plan->bodies[type->body];
	const struct plan_field *field = &w->plan->fields[body->first_field];

	text(w->out, "  record %s {\n", type->name);
	for (uint32_t i = 0; i < body->fields; i++, field++) {
		if (!shape_has(field))
			continue;
		text(w->out, "    /// ");
		describe_field(w->out, w->plan, field);
		text(w->out, "\n    %s: ", field->name);
		wit_ref(w, &field->ref);
		text(w->out, ",\n");
	}
	text(w->out, "  }\n");
}

static void write_cases(const struct wit *w, const struct plan_type *type,
			const struct shape_type *shape)
{
	const struct shape_case *one = &w->shape->cases[shape->first_case];

	text(w->out, "  %s %s {\n", shape->kind == SHAPE_FLAGS ? "flags" : "enum", type->name);
	for (uint32_t i = 0; i < shape->cases; i++, one++) {
		describe_value(w, "    ", one->constant, type->is_signed);
		text(w->out, "    %s,\n", one->name);
	}
	text(w->out, "  }\n");
}

/* The members of a union, or of what else is written as its bytes. */
static void describe_members(const struct wit *w, const struct plan_type *type)
{
	const struct plan_body *body = &w->plan->bodies[type->body];
	const struct plan_field *field = &w->plan->fields[body->first_field];

	for (uint32_t i = 0; i < body->fields; i++, field++) {
		if (!shape_has(field))
			continue;
		text(w->out, "  /// - ");
		describe_field(w->out, w->plan, field);
		text(w->out, "\n");
	}
}

/* Which member counts is said beside each. */
static void write_variant(const struct wit *w, const struct plan_type *type,
			  const struct shape_type *shape)
{
	char column[128];

	snprintf(column, sizeof(column), "%.*s", (int)strcspn(shape->column, ":"), shape->column);
	text(w->out, "  /// The member that counts, by the field ");
	decl_name(w->out, column);
	text(w->out, "; or the bytes.\n  variant %s {\n", type->name);
	for (uint32_t i = 0; i < shape->cases; i++) {
		const struct shape_case *one = &w->shape->cases[shape->first_case + i];

		if (one->constant == NO_CONSTANT) {
			text(w->out, "    %s(", one->name);
			wit_bytes(w, 0);
			text(w->out, "),\n");
			continue;
		}
		text(w->out, "    /// ");
		describe_field(w->out, w->plan, &w->plan->fields[one->constant]);
		text(w->out, "\n    %s(", one->name);
		wit_ref(w, &w->plan->fields[one->constant].ref);
		text(w->out, "),\n");
	}
	text(w->out, "  }\n");
}

static void write_type(const struct wit *w, const struct plan_type *type,
		       const struct shape_type *shape)
{
	text(w->out, "  /// ");
	describe_type(w->out, w->plan, type);
	text(w->out, "\n");
	switch (shape->kind) {
	case SHAPE_RECORD:
		write_record(w, type);
		return;
	case SHAPE_VARIANT:
		write_variant(w, type, shape);
		return;
	case SHAPE_FLAGS:
		describe_value(w, "  ", shape->zero, type->is_signed);
		write_cases(w, type, shape);
		return;
	case SHAPE_ENUM:
		write_cases(w, type, shape);
		return;
	case SHAPE_INTEGER:
		text(w->out, "  type %s = %s;\n", type->name,
		     wit_integer(type->size, type->is_signed));
		return;
	case SHAPE_ALIAS:
		text(w->out, "  type %s = ", type->name);
		wit_ref(w, &type->ref);
		text(w->out, ";\n");
		return;
	default:
		if (type->kind != PLAN_TYPEDEF)
			describe_members(w, type);
		text(w->out, "  type %s = ", type->name);
		wit_bytes(w, shape->length);
		text(w->out, ";\n");
	}
}

void wit_emit(struct buf *out, const struct plan *plan, const struct shape *shape,
	      const struct world *world, const struct wit_opts *opts, struct package *package,
	      const char *input)
{
	const struct wit w = { .out = out, .plan = plan, .shape = shape, .hex = opts->hex };
	const char *interface = package_interface(package);

	text(out, "// Made by btf2wit from ");
	decl_name(out, input);
	if (btf__endianness(plan->btf) == BTF_BIG_ENDIAN)
		buf_puts(out, " (big-endian)");
	text(out, ".\npackage %s;\n\n", package->id.data);
	if (opts->hex)
		text(out, "/// Bytes are texts of hexadecimal digits, two for each byte.\n");
	text(out, "interface %s {", interface);
	for (size_t i = 0; i < plan->type_count && !out->error; i++) {
		if (shape->types[i].kind == SHAPE_NONE)
			continue;
		text(out, "\n");
		write_type(&w, &plan->types[i], &shape->types[i]);
		buf_pass(out);
	}
	text(out, "}\n\n");
	if (world)
		wit_world(&w, world, package->world, opts->host);
	else
		text(out, "world %s {\n  import %s;\n}\n", package->world, interface);
}
