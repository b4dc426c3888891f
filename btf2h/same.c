// SPDX-License-Identifier: MIT
#include "btf2h/same.h"

#include <bpf/btf.h>
#include <string.h>

#include "bindings/enums.h"
#include "bindings/ints.h"

/* Members that are looked at for one answer: more is BTF that multiplies. */
enum { MAX_STEPS = 1 << 20 };

/* One type without what makes no difference, and the typedef that named it directly. */
struct bare {
	const struct btf *btf;
	const struct btf_type *type;
	const char *tag;   /* or empty */
	const char *alias; /* or empty */
};

static bool same(struct typed a, struct typed b, unsigned int flags, unsigned int *steps);

/* What stands between a name and the type that it is for. */
static bool is_qualifier(const struct btf_type *type)
{
	return btf_is_mod(type) || btf_is_type_tag(type) || btf_is_var(type);
}

static struct bare bare(struct typed from)
{
	const struct btf_type *type = btf__type_by_id(from.btf, from.id);
	const char *alias = "";

	while (is_qualifier(type) || btf_is_typedef(type)) {
		if (btf_is_typedef(type))
			alias = btf__name_by_offset(from.btf, type->name_off);
		type = btf__type_by_id(from.btf, type->type);
	}
	return (struct bare){
		.btf = from.btf,
		.type = type,
		.tag = btf__name_by_offset(from.btf, type->name_off),
		.alias = alias,
	};
}

struct typed same_unaliased(struct typed from)
{
	const struct btf_type *type = btf__type_by_id(from.btf, from.id);

	while (is_qualifier(type) || btf_is_typedef(type)) {
		from.id = type->type;
		type = btf__type_by_id(from.btf, from.id);
	}
	return from;
}

uint32_t same_untagged(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (is_qualifier(type) || btf_is_array(type)) {
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf__type_by_id(btf, id);
	}
	return btf_is_composite(type) && !type->name_off ? id : 0;
}

static struct typed element(const struct bare *array)
{
	return (struct typed){ array->btf, btf_array(array->type)->type };
}

static struct bare without_lengths(struct bare type)
{
	while (btf_is_array(type.type))
		type = bare(element(&type));
	return type;
}

/* --- numbers ---------------------------------------------------------------------------- */

enum sign { UNSIGNED, SIGNED, EITHER };

static enum sign sign_of(const struct bare *bare)
{
	const struct btf_type *type = bare->type;

	if (btf_is_int(type))
		return int_is_signed(bare->btf, type) ? SIGNED : UNSIGNED;
	if (!btf_is_any_enum(type) || enum_is_ambiguous(type))
		return EITHER;
	return enum_is_signed(type) ? SIGNED : UNSIGNED;
}

static bool same_sign(const struct bare *a, const struct bare *b)
{
	enum sign left = sign_of(a), right = sign_of(b);

	return left == right || left == EITHER || right == EITHER;
}

static bool is_bool(const struct btf_type *type)
{
	return btf_is_int(type) && btf_int_encoding(type) & BTF_INT_BOOL;
}

bool same_bits(struct typed a, struct typed b)
{
	const struct bare left = bare(a), right = bare(b);

	return same_sign(&left, &right);
}

/* What a struct, union or enum is called. */
static const char *name_of(const struct bare *type)
{
	return *type->tag ? type->tag : type->alias;
}

enum names { THE_SAME, OTHERS, TOO_FEW };

/* Whether two names say it all. One that got a tag, or lost it, keeps that of its typedef. */
static enum names compare_names(const struct bare *a, const struct bare *b)
{
	const bool shared = *name_of(a) && (strcmp(name_of(a), name_of(b)) == 0 ||
					    strcmp(a->alias, b->alias) == 0);

	if (*a->tag && *b->tag)
		return strcmp(a->tag, b->tag) == 0 ? THE_SAME : OTHERS;
	if (shared && *name_of(b))
		return THE_SAME;
	return *a->alias && *b->alias && !*a->tag && !*b->tag ? OTHERS : TOO_FEW;
}

static bool is_named_enum(const struct bare *type)
{
	return btf_is_any_enum(type->type) && *name_of(type);
}

/* Integers, and enums, which are like integers where they have no name. */
static bool same_numbers(const struct bare *a, const struct bare *b)
{
	if (a->type->size != b->type->size || is_bool(a->type) != is_bool(b->type))
		return false;
	if (btf_is_any_enum(a->type) && btf_is_any_enum(b->type)) {
		enum names names = compare_names(a, b);

		if (names != TOO_FEW)
			return names == THE_SAME;
	} else if (is_named_enum(a) || is_named_enum(b)) {
		return false;
	}
	return same_sign(a, b);
}

/* --- structs and unions ------------------------------------------------------------------- */

static bool same_member(const struct bare *a, const struct bare *b, uint32_t index,
			unsigned int *steps)
{
	const struct btf_member *left = &btf_members(a->type)[index];
	const struct btf_member *right = &btf_members(b->type)[index];
	const struct typed from = { a->btf, left->type }, to = { b->btf, right->type };
	uint32_t bits = btf_member_bitfield_size(a->type, index);

	if (strcmp(btf__name_by_offset(a->btf, left->name_off),
		   btf__name_by_offset(b->btf, right->name_off)) != 0 ||
	    btf_member_bit_offset(a->type, index) != btf_member_bit_offset(b->type, index) ||
	    bits != btf_member_bitfield_size(b->type, index))
		return false;
	return bits ? same_bits(from, to) : same(from, to, 0, steps);
}

static bool same_members(const struct bare *a, const struct bare *b, unsigned int *steps)
{
	if (a->type->size != b->type->size || btf_vlen(a->type) != btf_vlen(b->type))
		return false;
	for (uint32_t i = 0; i < btf_vlen(a->type); i++)
		if (++*steps > MAX_STEPS || !same_member(a, b, i, steps))
			return false;
	return true;
}

static bool same_composites(const struct bare *a, const struct bare *b, unsigned int flags,
			    unsigned int *steps)
{
	enum names names = compare_names(a, b);

	if (btf_kind(a->type) != btf_kind(b->type))
		return false;
	if (names != TOO_FEW)
		return names == THE_SAME;
	if (flags & SAME_NAMELESS && !*name_of(a) && !*name_of(b))
		return true;
	return same_members(a, b, steps);
}

/* --- all ---------------------------------------------------------------------------------- */

static bool is_number(const struct btf_type *type)
{
	return btf_is_int(type) || btf_is_any_enum(type);
}

static bool same(struct typed from, struct typed to, unsigned int flags, unsigned int *steps)
{
	struct bare a = bare(from), b = bare(to);

	if (flags & SAME_ANY_LENGTH) {
		a = without_lengths(a);
		b = without_lengths(b);
	}
	while (btf_is_array(a.type) && btf_is_array(b.type)) {
		if (btf_array(a.type)->nelems != btf_array(b.type)->nelems)
			return false;
		a = bare(element(&a));
		b = bare(element(&b));
	}
	if (is_number(a.type) && is_number(b.type))
		return same_numbers(&a, &b);
	if (btf_is_composite(a.type) && btf_is_composite(b.type))
		return same_composites(&a, &b, flags, steps);
	return btf_kind(a.type) == btf_kind(b.type) &&
	       (!btf_is_float(a.type) || a.type->size == b.type->size);
}

bool same_types(struct typed a, struct typed b, unsigned int flags)
{
	unsigned int steps = 0;

	return same(a, b, flags, &steps);
}
