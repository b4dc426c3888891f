// SPDX-License-Identifier: MIT
/* Where each byte of a struct, union or section belongs. */
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan_parts.h"

/* --- members as the BTF has them ---------------------------------------------------------- */

struct member {
	const char *name;
	uint32_t type;
	uint32_t index;
	uint64_t at;  /* bits */
	uint64_t end; /* bits */
	bool is_bits;
};

/* Before 5.0, compilers wrote a bit-field as a member of an integer type of few bits. */
static void old_bits(const struct builder *b, struct member *member)
{
	const struct btf_type *type = btf__type_by_id(b->btf, builder_unaliased(b, member->type));

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

/* Big-endian BTF counts bits from a byte's other end: in what is written for little-endian guests,
 * they have no place. */
static bool has_place_of_bits(const struct builder *b)
{
	return btf__endianness(b->btf) == BTF_LITTLE_ENDIAN;
}

/* Whether a member takes part: static variables are not for skeletons. */
static bool is_shown(const struct builder *b, const struct btf_type *type, uint32_t index,
		     const struct member *member)
{
	const struct btf_type *var;

	if (builder_size(b, member->type) == NO_SIZE ||
	    (member->is_bits && (!*member->name || !has_place_of_bits(b))))
		return false;
	if (!btf_is_datasec(type) || !(b->opts->sections_only || b->opts->tags_only))
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
	       btf_is_composite(btf__type_by_id(b->btf, builder_unaliased(b, member->type)));
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
		ref.id = builder_unaliased(b, member->type);
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
	builder_ref_int(&field->ref, crosses_byte(from, to) ? 2 : 1, false);
}

/* Bytes of the smallest integer with so many bits. */
static uint32_t size_for(uint64_t bits)
{
	uint32_t size = 1;

	while (size * 8 < bits)
		size *= 2;
	return size;
}

/* The type that holds a bit-field: its own if that is an integer in every language. */
static struct plan_ref bit_ref(struct builder *b, const struct member *member)
{
	struct plan_ref ref = builder_ref(b, member->type, IN_BITS, HIDE_ALL);
	uint64_t bits = member->end - member->at;

	if (!ref.dims && b->opts->packed_bits && ref.kind == REF_INT && ref.size == 1 &&
	    crosses_byte(member->at, member->end))
		builder_ref_int(&ref, 2, ref.is_signed);
	else if (!ref.dims && ((ref.kind == REF_BOOL && bits == 1) || ref.kind == REF_INT))
		return builder_ref(b, member->type, IN_BITS, 0);
	else
		builder_ref_int(&ref, size_for(bits), false);
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

uint32_t builder_lay(struct builder *b, uint32_t id)
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
		ref.body = builder_lay(b, ref.id);
		plan->fields[i].ref = ref;
	}
	return index;
}
