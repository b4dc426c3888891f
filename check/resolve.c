// SPDX-License-Identifier: MIT
#include "check/resolve.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/code.h"
#include "check/facts.h"
#include "lib/core_relo.h"
#include "lib/near.h"

enum { STEPS_MAX = 64, DEPTH_MAX = 32 };

/* One step of a local access: a member with a name, or an element. */
struct step {
	const char *name;   /* null: an element */
	uint32_t index;     /* of the element */
	uint32_t type;      /* local; the member's or the element's */
};

struct search {
	const struct btf_table *local;
	const struct btf_table *kernel;
	struct step steps[STEPS_MAX];
	uint32_t count;
	struct resolved *resolved;
};

/* Where a candidate has what is looked for. */
struct place {
	uint64_t bits;
	uint32_t type;
};

/* --- types --------------------------------------------------------------------------------- */

static const char *name_at(const struct btf_table *btf, uint32_t offset)
{
	const char *name = btf_table_string(btf, offset);

	return name ? name : "";
}

/* The type behind typedefs and qualifiers. */
static const struct btf_type *plain(const struct btf_table *btf, uint32_t *id)
{
	const struct btf_type *type = btf_table_type(btf, *id);

	for (int i = 0; type && (btf_is_mod(type) || btf_is_typedef(type)); i++) {
		if (i == DEPTH_MAX)
			return NULL;
		*id = type->type;
		type = btf_table_type(btf, *id);
	}
	return type;
}

static bool kinds_agree(const struct btf_type *a, const struct btf_type *b)
{
	return btf_kind(a) == btf_kind(b) || (btf_is_any_enum(a) && btf_is_any_enum(b));
}

static uint64_t size_of(const struct btf_table *btf, uint32_t id, int depth)
{
	const struct btf_type *type = plain(btf, &id);

	if (!type || depth == DEPTH_MAX)
		return 0;
	if (btf_is_ptr(type))
		return 8;
	if (btf_is_array(type))
		return btf_array(type)->nelems * size_of(btf, btf_array(type)->type, depth + 1);
	return type->size;
}

static bool names_agree(const struct search *search, const struct btf_type *a,
			const struct btf_type *b)
{
	const char *x = name_at(search->local, a->name_off);
	const char *y = name_at(search->kernel, b->name_off);
	const size_t len = core_name_length(x), other = core_name_length(y);

	return !len || !other || (len == other && strncmp(x, y, len) == 0);
}

/* Whether a field can be read as another one. */
static bool fields_agree(const struct search *search, uint32_t local, uint32_t kernel, int depth)
{
	const struct btf_type *a = plain(search->local, &local);
	const struct btf_type *b = plain(search->kernel, &kernel);

	if (!a || !b || depth == DEPTH_MAX)
		return false;
	if (btf_is_composite(a) && btf_is_composite(b))
		return true;
	if (!kinds_agree(a, b))
		return false;
	switch (btf_kind(a)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FLOAT:
		return true;
	case BTF_KIND_FWD:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return names_agree(search, a, b);
	case BTF_KIND_INT:
		return !btf_int_offset(a) && !btf_int_offset(b);
	case BTF_KIND_ARRAY:
		return fields_agree(search, btf_array(a)->type, btf_array(b)->type, depth + 1);
	default:
		return false;
	}
}

static bool types_agree(const struct search *search, uint32_t local, uint32_t kernel, int depth);

static bool protos_agree(const struct search *search, const struct btf_type *a,
			 const struct btf_type *b, int depth)
{
	if (btf_vlen(a) != btf_vlen(b))
		return false;
	for (uint32_t i = 0; i < btf_vlen(a); i++)
		if (!types_agree(search, btf_params(a)[i].type, btf_params(b)[i].type, depth))
			return false;
	return types_agree(search, a->type, b->type, depth);
}

/* Whether a type exists as the object knows it, roughly: members do not count. */
static bool types_agree(const struct search *search, uint32_t local, uint32_t kernel, int depth)
{
	const struct btf_type *a = plain(search->local, &local);
	const struct btf_type *b = plain(search->kernel, &kernel);

	if (!a || !b)
		return !a && !b;
	if (depth == DEPTH_MAX || !kinds_agree(a, b))
		return false;
	switch (btf_kind(a)) {
	case BTF_KIND_INT:
		return !btf_int_offset(a) && !btf_int_offset(b);
	case BTF_KIND_PTR:
		return types_agree(search, a->type, b->type, depth + 1);
	case BTF_KIND_ARRAY:
		return types_agree(search, btf_array(a)->type, btf_array(b)->type, depth + 1);
	case BTF_KIND_FUNC_PROTO:
		return protos_agree(search, a, b, depth + 1);
	default:
		return true;
	}
}

/* --- what is asked for --------------------------------------------------------------------- */

static const char *kind_word(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum ";
	default:
		return "";
	}
}

static void say(char *text, const char *more)
{
	const size_t len = strlen(text);

	snprintf(text + len, RESOLVED_TEXT_SIZE - len, "%s", more);
}

static void say_type(char *text, const struct btf_table *btf, const struct btf_type *type)
{
	const char *name = name_at(btf, type->name_off);

	say(text, kind_word(type));
	snprintf(text + strlen(text), RESOLVED_TEXT_SIZE - strlen(text), "%.*s",
		 (int)core_name_length(name), name);
}

/* Takes the next number of "0:1:2". */
static bool next_number(const char **access, uint32_t *ret_number)
{
	char *end;
	const unsigned long number = strtoul(*access, &end, 10);

	if (end == *access || (*end && *end != ':') || number > UINT32_MAX)
		return false;
	*access = *end ? end + 1 : end;
	*ret_number = (uint32_t)number;
	return true;
}

/* Adds one step from type `*id`, and what it is called. */
static bool add_step(struct search *search, uint32_t *id, uint32_t number)
{
	const struct btf_type *type = plain(search->local, id);
	char *what = search->resolved->what, index[16];
	const struct btf_member *member;
	struct step *step = &search->steps[search->count];

	if (!type || search->count == STEPS_MAX)
		return false;
	if (btf_is_array(type)) {
		*id = btf_array(type)->type;
		*step = (struct step){ .index = number, .type = *id };
		search->count++;
		snprintf(index, sizeof(index), "[%u]", number);
		say(what, index);
		return true;
	}
	if (!btf_is_composite(type) || number >= btf_vlen(type))
		return false;
	member = &btf_members(type)[number];
	*id = member->type;
	if (!*name_at(search->local, member->name_off))
		return true;
	*step = (struct step){ .name = name_at(search->local, member->name_off), .type = *id };
	search->count++;
	say(what, ".");
	say(what, step->name);
	return true;
}

/* The first number is that of an element of an array of such types, in most cases 0. */
static bool read_access(struct search *search, uint32_t id, const char *access)
{
	uint32_t number;

	if (!next_number(&access, &number))
		return false;
	search->steps[search->count++] = (struct step){ .index = number, .type = id };
	while (*access)
		if (!next_number(&access, &number) || !add_step(search, &id, number))
			return false;
	return true;
}

/* --- fields -------------------------------------------------------------------------------- */

/* The offset of a member, in bits. */
static uint64_t offset_of(const struct btf_type *type, uint32_t index)
{
	return btf_member_bit_offset(type, index);
}

/* Finds a member by its name, also in anonymous members. 1 if it is there, 0 if not, -1 if it is
 * of another kind. */
static int find_member(const struct search *search, const struct step *step, uint32_t id,
		       struct place *place, int depth)
{
	const struct btf_type *type = plain(search->kernel, &id);

	if (!type || !btf_is_composite(type) || depth == DEPTH_MAX)
		return 0;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_member *member = &btf_members(type)[i];
		const char *name = name_at(search->kernel, member->name_off);
		struct place inner = { place->bits + offset_of(type, i), member->type };
		int ret;

		if (!*name) {
			ret = find_member(search, step, member->type, &inner, depth + 1);
			if (ret > 0)
				*place = inner;
			if (ret)
				return ret;
		} else if (strcmp(name, step->name) == 0) {
			*place = inner;
			return fields_agree(search, step->type, member->type, 0) ? 1 : -1;
		}
	}
	return 0;
}

/* An array at the end of its struct may have any number of elements. */
static bool is_flexible(const struct btf_type *array)
{
	return btf_array(array)->nelems == 0;
}

static bool find_element(const struct search *search, const struct step *step, struct place *place,
			 bool is_first)
{
	uint32_t id = place->type;
	const struct btf_type *type = plain(search->kernel, &id);

	if (!is_first) {
		if (!type || !btf_is_array(type) ||
		    (step->index >= btf_array(type)->nelems && !is_flexible(type)))
			return false;
		place->type = btf_array(type)->type;
	}
	place->bits += step->index * size_of(search->kernel, place->type, 0) * 8;
	return true;
}

/* Names a member that may be the one under another name: __state for state. */
static void suggest(const struct search *search, const struct step *step, uint32_t id)
{
	const struct btf_type *type = plain(search->kernel, &id);
	struct near near = near_begin(step->name);
	const char *like = NULL, *name;
	char *why = search->resolved->why;

	for (uint32_t i = 0; type && btf_is_composite(type) && i < btf_vlen(type); i++) {
		name = name_at(search->kernel, btf_members(type)[i].name_off);
		near_offer(&near, name);
		if (strlen(name) > 2 && strlen(step->name) > 2 &&
		    (strstr(name, step->name) || strstr(step->name, name)) &&
		    (!like || strlen(name) < strlen(like)))
			like = name;
	}
	if (!like && *near.nearest)
		like = near.nearest;
	if (!like)
		return;
	say(why, "; it has '");
	say(why, like);
	say(why, "'");
}

static void explain(const struct search *search, const struct step *step, uint32_t id, int found)
{
	char *why = search->resolved->why;
	const struct btf_type *type = plain(search->kernel, &id);

	*why = '\0';
	if (!step->name) {
		say(why, "the array is shorter, or none");
		return;
	}
	if (type)
		say_type(why, search->kernel, type);
	say(why, found < 0 ? " has '" : " has no '");
	say(why, step->name);
	say(why, found < 0 ? "' as another kind of field" : "'");
	if (!found)
		suggest(search, step, id);
}

static bool find_field(const struct search *search, uint32_t candidate, struct place *ret_place)
{
	struct place place = { .type = candidate };

	for (uint32_t i = 0; i < search->count; i++) {
		const struct step *step = &search->steps[i];
		const uint32_t before = place.type;
		const int found = step->name ? find_member(search, step, before, &place, 0)
					     : find_element(search, step, &place, i == 0);

		if (found <= 0) {
			explain(search, step, before, found);
			return false;
		}
	}
	*ret_place = place;
	return true;
}

/* --- enumerators --------------------------------------------------------------------------- */

static uint64_t enumerator(const struct btf_table *btf, const struct btf_type *type, uint32_t index,
			   const char **ret_name)
{
	if (btf_is_enum64(type)) {
		const struct btf_enum64 *one = &btf_enum64(type)[index];

		*ret_name = name_at(btf, one->name_off);
		return btf_enum64_value(one);
	}
	*ret_name = name_at(btf, btf_enum(type)[index].name_off);
	return (uint64_t)(int64_t)btf_enum(type)[index].val;
}

static bool find_value(const struct search *search, const struct btf_type *local, uint32_t index,
		       uint32_t candidate, struct place *ret_place)
{
	const struct btf_type *type = plain(search->kernel, &candidate);
	const char *wanted, *name;
	size_t len;

	enumerator(search->local, local, index, &wanted);
	len = core_name_length(wanted);
	for (uint32_t i = 0; type && btf_is_any_enum(type) && i < btf_vlen(type); i++) {
		const uint64_t value = enumerator(search->kernel, type, i, &name);

		if (core_name_length(name) == len && strncmp(name, wanted, len) == 0) {
			*ret_place = (struct place){ .bits = value };
			return true;
		}
	}
	snprintf(search->resolved->why, RESOLVED_TEXT_SIZE, "the enum has no such value");
	return false;
}

/* --- relocations --------------------------------------------------------------------------- */

enum ask { ASK_FIELD, ASK_TYPE, ASK_VALUE, ASK_NOTHING, ASK_UNKNOWN };

static enum ask ask_of(uint32_t kind)
{
	switch (kind) {
	case BPF_CORE_FIELD_BYTE_OFFSET:
	case BPF_CORE_FIELD_BYTE_SIZE:
	case BPF_CORE_FIELD_EXISTS:
	case BPF_CORE_FIELD_SIGNED:
	case BPF_CORE_FIELD_LSHIFT_U64:
	case BPF_CORE_FIELD_RSHIFT_U64:
		return ASK_FIELD;
	case BPF_CORE_TYPE_EXISTS:
	case BPF_CORE_TYPE_SIZE:
	case BPF_CORE_TYPE_ID_TARGET:
		return ASK_TYPE;
	case BPF_CORE_ENUMVAL_EXISTS:
	case BPF_CORE_ENUMVAL_VALUE:
		return ASK_VALUE;
	case BPF_CORE_TYPE_ID_LOCAL:
		return ASK_NOTHING;
	default:
		return ASK_UNKNOWN;
	}
}

static bool is_question(uint32_t kind)
{
	return kind == BPF_CORE_FIELD_EXISTS || kind == BPF_CORE_TYPE_EXISTS ||
	       kind == BPF_CORE_ENUMVAL_EXISTS || kind == BPF_CORE_TYPE_MATCHES;
}

static bool find_in(const struct search *search, enum ask ask, const struct btf_type *local,
		    uint32_t local_id, uint32_t index, uint32_t candidate, struct place *ret_place)
{
	if (ask == ASK_FIELD)
		return find_field(search, candidate, ret_place);
	if (ask == ASK_VALUE)
		return find_value(search, local, index, candidate, ret_place);
	*ret_place = (struct place){ .bits = 0, .type = candidate };
	return types_agree(search, local_id, candidate, 0);
}

/* Candidates that agree on what libbpf would write are one. */
static bool differ(const struct search *search, const struct place *a, const struct place *b)
{
	return a->bits != b->bits ||
	       size_of(search->kernel, a->type, 0) != size_of(search->kernel, b->type, 0);
}

/* Whether there are candidates at all. */
static bool search_in(struct search *search, const struct facts *facts,
		      const struct code_relocation *relocation, const struct btf_type *local,
		      enum ask ask, uint32_t index)
{
	const char *name = name_at(search->local, local->name_off);
	const size_t len = core_name_length(name);
	struct resolved *resolved = search->resolved;
	struct place first = { 0 }, place;
	bool found = false, any = false;
	uint32_t id = 0;

	search->kernel = &facts->btf;
	snprintf(resolved->why, RESOLVED_TEXT_SIZE, "there is no such type");
	resolved->state = RESOLVED_MISSING;
	while ((id = facts_next(facts, name, len, id))) {
		if (!kinds_agree(local, btf_table_type(search->kernel, id)))
			continue;
		any = true;
		if (!find_in(search, ask, local, relocation->type, index, id, &place))
			continue;
		if (found && differ(search, &first, &place)) {
			resolved->state = RESOLVED_AMBIGUOUS;
			snprintf(resolved->why, RESOLVED_TEXT_SIZE,
				 "there are several such types, which differ");
			return true;
		}
		if (!found)
			first = place;
		found = true;
		resolved->state = RESOLVED_FOUND;
	}
	if (ask == ASK_VALUE && found) {
		resolved->is_known = true;
		resolved->value = first.bits;
	}
	return any;
}

/* libbpf looks into modules if the kernel itself has no candidate. */
static void search_all(struct search *search, const struct facts *facts,
		       const struct code_relocation *relocation, const struct btf_type *local,
		       enum ask ask, uint32_t index)
{
	if (search_in(search, facts, relocation, local, ask, index))
		return;
	search->resolved->wanted = name_at(search->local, local->name_off);
	for (size_t i = 0; i < facts->module_count; i++) {
		if (!search_in(search, &facts->modules[i], relocation, local, ask, index))
			continue;
		search->resolved->module = facts->modules[i].module;
		return;
	}
}

/* A missing type has a size and a number of 0, which is no failure. */
static void settle(struct resolved *resolved, uint32_t kind)
{
	if (resolved->state == RESOLVED_AMBIGUOUS)
		return;
	if (is_question(kind)) {
		/* Whether the module is there is not known. */
		resolved->is_known = !resolved->module;
		resolved->value = resolved->state == RESOLVED_FOUND;
		resolved->state = RESOLVED_FOUND;
	} else if (resolved->state == RESOLVED_MISSING && ask_of(kind) == ASK_TYPE) {
		resolved->is_known = true;
		resolved->value = 0;
		resolved->state = RESOLVED_FOUND;
	}
}

/* What the relocation is about, in `what`. False if it makes no sense. */
static bool read_question(struct search *search, const struct code_relocation *relocation,
			  const struct btf_type *local, enum ask ask, uint32_t *ret_index)
{
	const char *access = relocation->access, *name;
	char *what = search->resolved->what;

	say_type(what, search->local, local);
	if (ask == ASK_FIELD)
		return read_access(search, relocation->type, access);
	if (!next_number(&access, ret_index) || *access)
		return false;
	if (ask != ASK_VALUE)
		return true;
	if (!btf_is_any_enum(local) || *ret_index >= btf_vlen(local))
		return false;
	enumerator(search->local, local, *ret_index, &name);
	say(what, " ");
	say(what, name);
	return true;
}

void resolve(const struct code *code, const struct code_relocation *relocation,
	     const struct facts *facts, struct resolved *ret_resolved)
{
	const struct btf_type *local = btf_table_type(&code->btf, relocation->type);
	const enum ask ask = ask_of(relocation->kind);
	struct search search = { .local = &code->btf,
				 .resolved = ret_resolved };
	uint32_t index = 0;

	*ret_resolved = (struct resolved){ .state = RESOLVED_UNKNOWN,
					   .is_question = is_question(relocation->kind) };
	if (ask == ASK_NOTHING)
		ret_resolved->state = RESOLVED_FOUND;
	if (!local || ask == ASK_NOTHING || ask == ASK_UNKNOWN ||
	    !read_question(&search, relocation, local, ask, &index))
		return;
	search_all(&search, facts, relocation, local, ask, index);
	settle(ret_resolved, relocation->kind);
}
