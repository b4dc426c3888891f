// SPDX-License-Identifier: MIT
/* A name for each type, constant and member. */
#include <bpf/btf.h>
#include <string.h>

#include "bindings/enums.h"
#include "bindings/plan_parts.h"

/* --- types and constants ------------------------------------------------------------ */

static void add_constants(struct builder *b, struct plan_type *type)
{
	const struct btf_type *from = btf__type_by_id(b->btf, type->id);
	struct plan *plan = b->plan;

	type->first_constant = (uint32_t)plan->constant_count;
	type->constants = btf_vlen(from);
	type->is_signed = enum_is_signed(from);
	for (uint32_t i = 0; i < type->constants; i++) {
		struct plan_constant *to = builder_push(b, &plan->constants, &plan->constant_count,
							&b->constant_cap, sizeof(*to));
		if (!to)
			return;
		to->source = enum_constant(b->btf, from, i);
		to->value = enum_value(from, i);
	}
}

/* "bpf.state.IDLE", which the case of names takes apart; `source` itself without a prefix. */
static const char *prefixed(struct builder *b, const char *type, const char *source)
{
	struct names *names = b->plan->names;

	if (!b->opts->type_prefix)
		return source;
	if (*type)
		source = names_join(names, type, ".", source);
	return names_join(names, b->opts->type_prefix, ".", source);
}

static void name_constants(struct builder *b, struct plan_type *type)
{
	const enum name_case name_case = b->opts->naming->constant_case;
	const uint32_t scope = b->scopes++;

	add_constants(b, type);
	for (uint32_t i = 0; i < type->constants && !b->error; i++) {
		struct plan_constant *constant = &b->plan->constants[type->first_constant + i];

		const char *source = prefixed(b, type->source, constant->source);

		constant->name = b->opts->flat_constants
					 ? names_take_global(b->plan->names, NAME_VALUE, source,
							     name_case)
					 : names_take(b->plan->names, scope, source, name_case);
	}
	builder_forget_scopes(b);
}

static void name_type(struct builder *b, struct plan_type *type)
{
	const bool is_tag = type->kind != PLAN_ENUM && type->kind != PLAN_TYPEDEF &&
		!b->aliased[type->id];

	type->name = names_take_global(b->plan->names, is_tag ? NAME_TAG : NAME_TYPE,
				       prefixed(b, "", builder_name(b, type->id)),
				       b->opts->naming->type_case);
}

static void name_composite(struct builder *b, struct plan_type *type)
{
	name_type(b, type);
	names_share(b->plan->names,
		    type->kind == PLAN_UNION ? SCOPE_UNION_TAGS : SCOPE_STRUCT_TAGS,
		    builder_name(b, type->id), b->opts->naming->type_case);
}

/* `typedef struct foo foo` needs no name of its own. */
static void name_typedef(struct builder *b, struct plan_type *type)
{
	const struct btf_type *from = btf__type_by_id(b->btf, type->id);
	uint32_t target = builder_unqualified(b, from->type);
	const struct plan_type *named = b->type_of[target] ?
		&b->plan->types[b->type_of[target] - 1] : NULL;

	if (named && (named->kind == PLAN_STRUCT || named->kind == PLAN_UNION) &&
	    strcmp(builder_name(b, target), type->source) == 0)
		type->name = named->name;
	else
		name_type(b, type);
}

/* A forward of what is also defined repeats its name. */
static void name_forward(struct builder *b, struct plan_type *type)
{
	enum name_case name_case = b->opts->naming->type_case;
	uint32_t scope;

	type->is_union = btf_kflag(btf__type_by_id(b->btf, type->id));
	scope = type->is_union ? SCOPE_UNION_TAGS : SCOPE_STRUCT_TAGS;
	if (names_has(b->plan->names, scope, type->source))
		type->name = names_share(b->plan->names, scope, type->source, name_case);
	else
		name_type(b, type);
}

static void name_section(struct builder *b, struct plan_type *type)
{
	const char *section = type->source + strspn(type->source, ".");

	type->name = names_take_global(
		b->plan->names, NAME_TAG,
		names_join(b->plan->names, b->opts->section_prefix, "", section),
		b->opts->naming->type_case);
}

static void name_enum(struct builder *b, struct plan_type *type)
{
	if (*builder_name(b, type->id))
		name_type(b, type);
}

/* Names what is most often written by hand first, and what has a name of our making last: later
 * ones may get numbers. */
void builder_name_types(struct builder *b)
{
	static const struct {
		enum plan_kind kind, other;
		void (*name)(struct builder *b, struct plan_type *type);
		bool made;
	} passes[] = {
		{ PLAN_STRUCT, PLAN_UNION, name_composite, false },
		{ PLAN_FORWARD, PLAN_FORWARD, name_forward, false },
		{ PLAN_TYPEDEF, PLAN_TYPEDEF, name_typedef, false },
		{ PLAN_ENUM, PLAN_ENUM, name_constants, false },
		{ PLAN_ENUM, PLAN_ENUM, name_constants, true },
		{ PLAN_ENUM, PLAN_ENUM, name_enum, false },
		{ PLAN_SECTION, PLAN_SECTION, name_section, false },
		{ PLAN_STRUCT, PLAN_UNION, name_composite, true },
		{ PLAN_ENUM, PLAN_ENUM, name_enum, true },
	};

	for (size_t pass = 0; pass < sizeof(passes) / sizeof(*passes); pass++)
		for (size_t i = 0; i < b->plan->type_count; i++) {
			struct plan_type *type = &b->plan->types[i];

			if ((type->kind == passes[pass].kind || type->kind == passes[pass].other) &&
			    b->made[type->id] == passes[pass].made)
				passes[pass].name(b, type);
		}
}

/* --- names of members ------------------------------------------------------------------------- */

/* What the names in a body depend on. */
struct scopes {
	uint32_t own;    /* of the body and of the anonymous ones in it */
	uint32_t all;    /* of everything in the type: what hides types in C++ */
	const char *type; /* its name, which C++ gives no member of anonymous ones in it; or null */
	uint32_t pads;   /* the number of the next one */
	uint32_t bits;
};

static void name_numbered(struct builder *b, struct plan_field *field, struct scopes *scopes,
			  const char *prefix, uint32_t number)
{
	char digits[12], *first = digits + sizeof(digits) - 1;

	*first = '\0';
	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	field->name = names_take(b->plan->names, scopes->own,
				 names_join(b->plan->names, prefix, "", first), CASE_KEEP);
}

static struct plan_body *body_of(struct builder *b, const struct plan_field *field)
{
	return field->kind == FIELD_MEMBER && field->ref.kind == REF_INLINE ?
		&b->plan->bodies[field->ref.body] : NULL;
}

static void name_member(struct builder *b, struct plan_field *field, const struct scopes *scopes,
			bool is_anonymous)
{
	const char *source = field->source;

	if (is_anonymous && b->opts->member_scopes && scopes->type &&
	    strcmp(source, scopes->type) == 0)
		source = names_join(b->plan->names, source, b->opts->naming->escape_after, "");
	field->name = names_take(b->plan->names, scopes->own, source, b->opts->naming->member_case);
	if (b->opts->member_scopes && names_has(b->plan->names, SCOPE_GLOBAL, field->name))
		names_share(b->plan->names, scopes->all, field->name, CASE_KEEP);
}

/* First what has a name in the BTF, so that nothing else takes it. */
static void name_members(struct builder *b, struct plan_body *body, struct scopes *scopes,
			 bool is_anonymous)
{
	body->scope = scopes->own;
	for (uint32_t i = 0; i < body->fields && !b->error; i++) {
		struct plan_field *field = &b->plan->fields[body->first_field + i];
		struct plan_body *inner = body_of(b, field);
		bool scoped = *field->source || field->ref.dims;
		struct scopes own = { .own = scoped && inner ? b->scopes++ : 0,
				      .all = scopes->all };

		if (inner)
			name_members(b, inner, scoped ? &own : scopes, !scoped);
		if (*field->source)
			name_member(b, field, scopes, is_anonymous);
	}
}

static bool has_setter(const struct plan_body *body, const struct plan_field *field)
{
	return field->kind == FIELD_BIT || (body->is_union && field->kind == FIELD_MEMBER);
}

static void name_setter(struct builder *b, struct plan_field *field, struct scopes *scopes)
{
	const char *name = *field->source ? field->source : field->name;

	field->setter = names_take(b->plan->names, scopes->own,
				   names_join(b->plan->names, "set", "_", name),
				   b->opts->naming->member_case);
}

static void name_rest(struct builder *b, const struct plan_body *body, struct scopes *scopes)
{
	for (uint32_t i = 0; i < body->fields && !b->error; i++) {
		struct plan_field *field = &b->plan->fields[body->first_field + i];
		const struct plan_body *inner = body_of(b, field);
		struct scopes own = { .own = inner ? inner->scope : 0, .all = scopes->all };
		const char *all = body->is_opaque ? "__opaque" : !field->size ? "__empty" : NULL;

		if (inner)
			name_rest(b, inner, own.own == scopes->own ? scopes : &own);
		if (field->kind == FIELD_PAD && all)
			field->name = names_take(b->plan->names, scopes->own, all, CASE_KEEP);
		else if (field->kind == FIELD_PAD || field->kind == FIELD_BIT_PAD)
			name_numbered(b, field, scopes, "__pad", scopes->pads++);
		else if (field->kind == FIELD_BITS && !b->opts->packed_bits)
			name_numbered(b, field, scopes, "__bits", scopes->bits++);
		else if (field->kind == FIELD_MEMBER && !field->name &&
			 (!inner || field->ref.dims))
			field->name = names_take(b->plan->names, scopes->own, "anon",
						 b->opts->naming->member_case);
		if (b->opts->setters && has_setter(body, field))
			name_setter(b, field, scopes);
	}
}

static uint32_t name_body(struct builder *b, uint32_t index, uint32_t all, const char *name);

/* In C++ a member hides the type of its name: uses of that type are written out. */
static void unhide(struct builder *b, struct plan_body body, uint32_t all)
{
	for (uint32_t i = 0; i < body.fields && !b->error; i++) {
		size_t at = body.first_field + i;
		struct plan_field field = b->plan->fields[at];
		const struct plan_body *inner = body_of(b, &field);

		if (inner) {
			unhide(b, *inner, all);
			continue;
		}
		if (field.ref.kind != REF_NAMED ||
		    builder_is_named(b, b->plan->types[field.ref.type].id, all))
			continue;
		field.ref = builder_ref(b, field.id, field.kind == FIELD_BIT ? IN_BITS : IN_MEMBER,
					all);
		if (field.ref.kind == REF_INLINE)
			field.ref.body = name_body(b, builder_lay(b, field.ref.id), all, NULL);
		b->plan->fields[at].ref = field.ref;
	}
}

static uint32_t name_body(struct builder *b, uint32_t index, uint32_t all, const char *name)
{
	struct scopes scopes = { .own = b->scopes++, .all = all, .type = name };

	if (b->error)
		return index;
	name_members(b, &b->plan->bodies[index], &scopes, false);
	name_rest(b, &b->plan->bodies[index], &scopes);
	if (b->opts->member_scopes)
		unhide(b, b->plan->bodies[index], all);
	return index;
}

uint32_t builder_body(struct builder *b, uint32_t id, const char *name)
{
	uint32_t body = name_body(b, builder_lay(b, id), b->scopes++, name);

	builder_forget_scopes(b);
	return body;
}

void builder_inline(struct builder *b, struct plan_ref *ref)
{
	if (ref->kind == REF_INLINE)
		ref->body = builder_body(b, ref->id, NULL);
}
