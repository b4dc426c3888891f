// SPDX-License-Identifier: MIT
/* Go: which packages the text of the types needs. Go refuses those that nothing uses, and wants the
 * others named first: so what go_value.c and go_bits.c will write is looked at before. */
#include "btf2h/go.h"
#include "lib/text.h"

/* What moving a value needs. */
static void look_at(struct go *go, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (plan_elements(go->plan, ref) == 0 || go_is_bytes(ref))
		return;
	switch (ref->kind) {
	case REF_NAMED:
		type = &go->plan->types[ref->type];
		if (type->kind == PLAN_TYPEDEF)
			look_at(go, &type->ref);
		else if (type->kind == PLAN_ENUM)
			go->uses_binary |= type->size > 1;
		break; /* what is in a struct stands in its own methods */
	case REF_FLOAT:
		go->uses_binary = go->uses_math = true;
		break;
	case REF_INT:
	case REF_POINTER:
		go->uses_binary |= ref->size > 1;
		break;
	default:
		break;
	}
}

static void look_at_members(struct go *go, const struct plan_type *type)
{
	const struct plan_body *body = &go->plan->bodies[type->body];

	go->uses_io |= type->size > 0;
	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &go->plan->fields[body->first_field + i];

		if (field->kind == FIELD_MEMBER)
			look_at(go, &field->ref);
		else if (field->kind == FIELD_BIT)
			go->uses_binary |= go_bit_size(go->plan, &field->ref) > 8;
	}
}

void go_import(struct go *go)
{
	const struct plan *plan = go->plan;
	struct buf *out = go->out;

	for (size_t i = 0; i < plan->type_count; i++) {
		const enum plan_kind kind = plan->types[i].kind;

		if (kind == PLAN_STRUCT || kind == PLAN_UNION || (kind == PLAN_SECTION && !go->sdk))
			look_at_members(go, &plan->types[i]);
	}
	if (!go->uses_binary && !go->uses_io && !go->sdk)
		return;
	buf_puts(out, "\nimport (\n");
	buf_puts(out, go->uses_bytes ? "\t\"bytes\"\n" : "");
	buf_puts(out, go->sdk ? "\t_ \"embed\"\n" : "");
	buf_puts(out, go->uses_binary ? "\t\"encoding/binary\"\n" : "");
	buf_puts(out, go->uses_fmt ? "\t\"fmt\"\n" : "");
	buf_puts(out, go->uses_io ? "\t\"io\"\n" : "");
	buf_puts(out, go->uses_math ? "\t\"math\"\n" : "");
	if (go->sdk)
		text(out, "\n\t\"%s\"\n", go->sdk);
	buf_puts(out, ")\n");
}
