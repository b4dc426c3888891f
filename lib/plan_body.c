// SPDX-License-Identifier: MIT
/* Where each byte of a struct, union or section belongs, and how members map. */
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan_private.h"

/* --- references ---------------------------------------------------------------------- */

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

static void ref_int(struct plan_ref *ref, uint32_t size, bool is_signed)
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
	uint8_t encoding = btf_int_encoding(type);

	ref_int(ref, type->size, encoding & BTF_INT_SIGNED);
	if (type->size != 1)
		return;
	if (encoding & BTF_INT_BOOL)
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

/* Whether a type is planned under a name that can be used here. */
static bool is_named(const struct builder *b, uint32_t id, uint32_t hidden)
{
	const struct plan_type *type = b->type_of[id] ? &b->plan->types[b->type_of[id] - 1] : NULL;

	if (!type)
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
			if (!is_named(b, id, hidden)) {
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
			if (*builder_name(b, id) && is_named(b, id, hidden))
				ref_named(b, &ref, id);
			else
				ref_int(&ref, type->size, btf_kflag(type));
			return ref;
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			if (is_named(b, id, hidden)) {
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

/* --- members as the BTF has them ---------------------------------------------------------- */

struct member {
	const char *name;
	uint32_t type;
	uint32_t index;
	uint64_t at;  /* bits */
	uint64_t end; /* bits */
	bool is_bits;
};

/* Follows qualifiers, tags and typedefs. */
static uint32_t unaliased(const struct builder *b, uint32_t id)
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

/* Before 5.0, compilers wrote a bit-field as a member of an integer type of few bits. */
static void old_bits(const struct builder *b, struct member *member)
{
	const struct btf_type *type = btf__type_by_id(b->btf, unaliased(b, member->type));

	if (!btf_is_int(type) || btf_int_bits(type) == 0 ||
	    (btf_int_bits(type) == type->size * 8 && member->at % 8 == 0))
		return;
	member->is_bits = true;
	member->at += btf_int_offset(type);
	member->end = member->at + btf_int_bits(type);
}

static struct member composite_member(const struct builder *b, const struct btf_type *type,
				      uint32_t index)
{
	const struct btf_member *from = &btf_members(type)[index];
	uint32_t bits = btf_member_bitfield_size(type, index);
	struct member member = {
		.name = btf__name_by_offset(b->btf, from->name_off),
		.type = from->type,
		.index = index,
		.at = btf_member_bit_offset(type, index),
		.is_bits = bits,
	};

	member.end = member.at + (bits ? bits : 8ULL * builder_size(b, from->type));
	if (!btf_kflag(type))
		old_bits(b, &member);
	return member;
}

static struct member section_member(const struct builder *b, const struct btf_type *type,
				    uint32_t index)
{
	const struct btf_var_secinfo *from = &btf_var_secinfos(type)[index];
	uint32_t size = builder_size(b, from->type);

	return (struct member){
		.name = builder_source(b, from->type),
		.type = from->type,
		.index = index,
		.at = 8ULL * from->offset,
		.end = 8ULL * from->offset + 8ULL * (size == NO_SIZE ? 0 : size),
	};
}

static int by_place(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* Whether a member takes part: static variables are not for skeletons. */
static bool is_shown(const struct builder *b, const struct btf_type *type, uint32_t index,
		     const struct member *member)
{
	const struct btf_type *var;

	if (builder_size(b, member->type) == NO_SIZE || (member->is_bits && !*member->name))
		return false;
	if (!btf_is_datasec(type) || !b->opts->sections_only)
		return true;
	var = btf__type_by_id(b->btf, btf_var_secinfos(type)[index].type);
	return btf_is_var(var) && btf_var(var)->linkage != BTF_VAR_STATIC;
}

/* All members that are shown, a struct's in the order of their places. */
static struct member *gather(struct builder *b, uint32_t id, uint32_t *ret_count)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	struct member *members = calloc(btf_vlen(type) + 1u, sizeof(*members));
	uint32_t count = 0;
	bool sorted = true;

	if (!members) {
		b->error = ENOMEM;
		return NULL;
	}
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		struct member *member = &members[count];

		*member = btf_is_datasec(type) ? section_member(b, type, i) :
						 composite_member(b, type, i);
		if (!is_shown(b, type, i, member))
			continue;
		sorted = sorted && (count == 0 || by_place(member - 1, member) < 0);
		count++;
	}
	if (!sorted && !btf_is_union(type))
		qsort(members, count, sizeof(*members), by_place);
	*ret_count = count;
	return members;
}

/* Of a bit-field. */
enum { MAX_BITS = 128 };

/* Whether each member has bytes, or bits, of its own. */
static bool fits(const struct member *members, uint32_t count, uint64_t size, bool is_union)
{
	uint64_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (members[i].end > size * 8 || (!members[i].is_bits && members[i].at % 8) ||
		    (members[i].is_bits && members[i].end - members[i].at > MAX_BITS))
			return false;
		if (is_union)
			continue;
		if (!members[i].is_bits)
			at = (at + 7) / 8 * 8;
		if (members[i].at < at)
			return false;
		at = members[i].end;
	}
	return true;
}

/* --- fields ---------------------------------------------------------------------------------- */

static struct plan_field *push_field(struct builder *b, enum field_kind kind, uint64_t offset,
				     uint64_t size)
{
	struct plan *plan = b->plan;
	struct plan_field *field = builder_push(b, &plan->fields, &plan->field_count,
						&b->field_cap, sizeof(*field));

	if (!field)
		return NULL;
	field->kind = kind;
	field->source = "";
	field->offset = (uint32_t)offset;
	field->size = (uint32_t)size;
	return field;
}

static void push_pad(struct builder *b, uint64_t from, uint64_t to)
{
	if (to > from)
		push_field(b, FIELD_PAD, from, to - from);
}

/* A member without a name, whose own members are used as if they were its struct's. */
static bool is_anonymous(const struct builder *b, const struct member *member)
{
	return !*member->name && b->opts->inline_anonymous &&
	       btf_is_composite(btf__type_by_id(b->btf, unaliased(b, member->type)));
}

static void push_member(struct builder *b, const struct member *member)
{
	struct plan_ref ref = builder_ref(b, member->type, IN_MEMBER, 0);
	struct plan_field *field = push_field(b, FIELD_MEMBER, member->at / 8,
					      (member->end - member->at) / 8);

	if (!field)
		return;
	if (is_anonymous(b, member)) {
		ref.kind = REF_INLINE; /* its type may have a name: -fms-extensions */
		ref.id = unaliased(b, member->type);
	}
	field->source = member->name;
	field->id = member->type;
	field->ref = ref;
}

/* GCC places those of one byte's type otherwise than before 4.4, and says so each time. */
static bool crosses_byte(uint64_t from, uint64_t to)
{
	return from / 8 != (to - 1) / 8;
}

static void push_bit_pad(struct builder *b, uint64_t start, uint64_t bytes, uint64_t from,
			 uint64_t to)
{
	struct plan_field *field;

	if (from >= to)
		return;
	field = push_field(b, FIELD_BIT_PAD, start, bytes);
	if (!field)
		return;
	field->bit_offset = (uint32_t)(from - start * 8);
	field->bits = (uint32_t)(to - from);
	ref_int(&field->ref, crosses_byte(from, to) ? 2 : 1, false);
}

/* The type that holds a bit-field: its own if that is an integer in every language. */
static struct plan_ref bit_ref(struct builder *b, const struct member *member)
{
	struct plan_ref ref = builder_ref(b, member->type, IN_BITS, HIDE_ALL);
	uint64_t bits = member->end - member->at;

	if (!ref.dims && b->opts->packed_bits && ref.kind == REF_INT && ref.size == 1 &&
	    crosses_byte(member->at, member->end))
		ref_int(&ref, 2, ref.is_signed);
	else if (!ref.dims && ((ref.kind == REF_BOOL && bits == 1) || ref.kind == REF_INT))
		return builder_ref(b, member->type, IN_BITS, 0);
	else
		ref_int(&ref, bits > 64 ? 16 : bits > 32 ? 8 : bits > 16 ? 4 : bits > 8 ? 2 : 1, false);
	ref.id = member->type;
	ref.dims = 0;
	return ref;
}

static void push_bit(struct builder *b, const struct member *member, uint64_t start,
		     uint64_t bytes)
{
	struct plan_ref ref = bit_ref(b, member);
	struct plan_field *field = push_field(b, FIELD_BIT, start, bytes);

	if (!field)
		return;
	field->source = member->name;
	field->bit_offset = (uint32_t)(member->at - start * 8);
	field->bits = (uint32_t)(member->end - member->at);
	field->id = member->type;
	field->ref = ref;
}

/* Bit-fields that share bytes or follow without a byte between them; how many. `padded`
 * says whether the bits between them are to be named. */
static uint32_t push_bits(struct builder *b, const struct member *members, uint32_t count,
			  bool padded)
{
	uint64_t start = members[0].at / 8, at = start * 8, bytes;
	uint32_t run = 1;

	while (run < count && members[run].is_bits &&
	       members[run].at / 8 <= (members[run - 1].end + 7) / 8)
		run++;
	bytes = (members[run - 1].end + 7) / 8 - start;
	push_field(b, FIELD_BITS, start, bytes);
	for (uint32_t i = 0; i < run; i++) {
		if (padded)
			push_bit_pad(b, start, bytes, at, members[i].at);
		push_bit(b, &members[i], start, bytes);
		at = members[i].end;
	}
	if (padded)
		push_bit_pad(b, start, bytes, at, (start + bytes) * 8);
	return run;
}

static void lay_struct(struct builder *b, const struct member *members, uint32_t count,
		       uint64_t size)
{
	uint64_t at = 0;

	for (uint32_t i = 0; i < count;) {
		push_pad(b, at, members[i].at / 8);
		if (members[i].is_bits) {
			i += push_bits(b, &members[i], count - i, b->opts->packed_bits);
			at = (members[i - 1].end + 7) / 8;
		} else {
			push_member(b, &members[i]);
			at = members[i++].end / 8;
		}
	}
	push_pad(b, at, size);
}

static void lay_union(struct builder *b, const struct member *members, uint32_t count,
		      uint64_t size)
{
	uint64_t largest = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t end = (members[i].end + 7) / 8;

		if (members[i].is_bits)
			push_bits(b, &members[i], 1, false);
		else
			push_member(b, &members[i]);
		largest = end > largest ? end : largest;
	}
	if (largest < size)
		push_pad(b, 0, size);
}

/* Plans one body, and those that stand in place in it, without names yet. */
static uint32_t lay(struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	struct plan *plan = b->plan;
	uint32_t index = (uint32_t)plan->body_count, count = 0;
	struct plan_body *body = builder_push(b, &plan->bodies, &plan->body_count, &b->body_cap,
					      sizeof(*body));
	struct member *members = body ? gather(b, id, &count) : NULL;
	size_t first = plan->field_count, end;

	if (!members)
		return 0;
	*body = (struct plan_body){
		.id = id,
		.size = type->size,
		.first_field = (uint32_t)first,
		.is_union = btf_is_union(type),
		.is_opaque = !fits(members, count, type->size, btf_is_union(type)),
	};
	if (body->is_opaque)
		push_pad(b, 0, type->size);
	else if (body->is_union)
		lay_union(b, members, count, type->size);
	else
		lay_struct(b, members, count, type->size);
	free(members);
	if (plan->field_count == first)
		push_field(b, FIELD_PAD, 0, 0); /* so that it is no empty struct of C++ */
	end = plan->field_count;
	plan->bodies[index].fields = (uint32_t)(end - first);
	for (size_t i = first; i < end && !b->error; i++) {
		struct plan_ref ref = plan->fields[i].ref;

		if (ref.kind != REF_INLINE || plan->fields[i].kind != FIELD_MEMBER)
			continue;
		ref.body = lay(b, ref.id);
		plan->fields[i].ref = ref;
	}
	return index;
}

/* --- names of members ------------------------------------------------------------------------- */

/* What the names in a body depend on. */
struct scopes {
	uint32_t own;    /* of the body and of the anonymous ones in it */
	uint32_t all;    /* of everything in the type: what hides types in C++ */
	uint32_t pads;   /* the number of the next one */
	uint32_t bits;
};

static void name_numbered(struct builder *b, struct plan_field *field, struct scopes *scopes,
			  const char *prefix, uint32_t number)
{
	char digits[12];

	snprintf(digits, sizeof(digits), "%u", number);
	field->name = names_take(b->plan->names, scopes->own,
				 names_join(b->plan->names, prefix, "", digits), CASE_KEEP);
}

static struct plan_body *body_of(struct builder *b, const struct plan_field *field)
{
	return field->kind == FIELD_MEMBER && field->ref.kind == REF_INLINE ?
		&b->plan->bodies[field->ref.body] : NULL;
}

/* First what has a name in the BTF, so that nothing else takes it. */
static void name_members(struct builder *b, struct plan_body *body, struct scopes *scopes)
{
	body->scope = scopes->own;
	for (uint32_t i = 0; i < body->fields && !b->error; i++) {
		struct plan_field *field = &b->plan->fields[body->first_field + i];
		struct plan_body *inner = body_of(b, field);
		bool scoped = *field->source || field->ref.dims;
		struct scopes own = { .own = scoped && inner ? b->scopes++ : 0,
				      .all = scopes->all };

		if (inner)
			name_members(b, inner, scoped ? &own : scopes);
		if (*field->source) {
			field->name = names_take(b->plan->names, scopes->own, field->source,
						 b->opts->naming->member_case);
			if (b->opts->member_scopes &&
			    names_has(b->plan->names, SCOPE_GLOBAL, field->name))
				names_share(b->plan->names, scopes->all, field->name, CASE_KEEP);
		}
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

		if (inner)
			name_rest(b, inner, own.own == scopes->own ? scopes : &own);
		if (field->kind == FIELD_PAD && body->is_opaque)
			field->name = names_take(b->plan->names, scopes->own, "__opaque", CASE_KEEP);
		else if (field->kind == FIELD_PAD && !field->size)
			field->name = names_take(b->plan->names, scopes->own, "__empty", CASE_KEEP);
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

static uint32_t name_body(struct builder *b, uint32_t index, uint32_t all);

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
		    is_named(b, b->plan->types[field.ref.type].id, all))
			continue;
		field.ref = builder_ref(b, field.id, field.kind == FIELD_BIT ? IN_BITS : IN_MEMBER,
					all);
		if (field.ref.kind == REF_INLINE)
			field.ref.body = name_body(b, lay(b, field.ref.id), all);
		b->plan->fields[at].ref = field.ref;
	}
}

static uint32_t name_body(struct builder *b, uint32_t index, uint32_t all)
{
	struct scopes scopes = { .own = b->scopes++, .all = all };

	if (b->error)
		return index;
	name_members(b, &b->plan->bodies[index], &scopes);
	name_rest(b, &b->plan->bodies[index], &scopes);
	if (b->opts->member_scopes)
		unhide(b, b->plan->bodies[index], all);
	return index;
}

uint32_t builder_body(struct builder *b, uint32_t id)
{
	uint32_t body = name_body(b, lay(b, id), b->scopes++);

	builder_forget_scopes(b);
	return body;
}

void builder_inline(struct builder *b, struct plan_ref *ref)
{
	if (ref->kind == REF_INLINE)
		ref->body = builder_body(b, ref->id);
}
