// SPDX-License-Identifier: MIT
/* Makes columns of a type: how BTF is walked, and which kind each member gets. */
#include "columns/column.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/guess.h"
#include "columns/kind.h"
#include "lib/err.h"

enum {
	NAME_MAX_LEN = 256,
	DEPTH_MAX = 32,
	VISITS_MAX = 16384,  /* of members and elements: types without columns are none's end */
	ARRAY_MAX = 16,
	LIST_MAX = 64,
	TEXT_WIDTH = 32,
};

/* Where in the record we are. */
struct place {
	const struct btf *btf;
	const char *name;       /* so far */
	uint32_t offset;        /* bytes */
	uint32_t bit_offset;    /* bits behind those */
	uint32_t bits;          /* of a bit-field; otherwise 0 */
	const char *type_name;  /* of the last typedef that was passed, or "" */
	unsigned int depth;
	const struct guess_tags *tags;  /* of the BTF */
	struct guess tag;       /* what they say */
};

static int too_many(const struct columns *columns, struct err *err)
{
	return err_set(err, E2BIG, "'%s' has more than %d columns, or is too deep",
		       columns->name ? columns->name : "", COLUMNS_MAX);
}

/* A copy of a name that can be shown anywhere: strangers wrote it. */
static char *copy_name(const char *name)
{
	char *copy = strdup(*name ? name : "value");

	for (char *at = copy; at && *at; at++)
		if (*at < 0x20 || *at >= 0x7f)
			*at = '?';
	return copy;
}

/* Adds a column without its kind. Null if there is no room. */
static struct column *add(struct columns *columns, const struct place *place, uint32_t type,
			  uint32_t size)
{
	const struct column column = {
		.name = copy_name(place->name),
		.btf = place->btf,
		.type = type,
		.offset = place->offset,
		.size = place->bits ? (place->bit_offset + place->bits + 7) / 8 : size,
		.bit_offset = place->bit_offset,
		.bits = place->bits,
		.only_if = place->tag.only_if,
	};

	return columns_append(columns, &column);
}

static uint32_t width_of(const struct column *column)
{
	static const unsigned char digits[] = { 0, 4, 6, 8, 10, 13, 16, 18, 20 };
	const uint32_t size = column->size;
	uint32_t width = column->kind->width;
	size_t heading;

	if (!width && column->kind == &kind_text)
		width = size < TEXT_WIDTH ? size : TEXT_WIDTH;
	else if (!width && column->kind == &kind_bytes)
		width = size < TEXT_WIDTH / 2 ? 2 * size : TEXT_WIDTH;
	else if (!width && !column->kind->is_right)
		width = size == 4 ? 15 : 39; /* an address */
	else if (!width)
		width = size <= 4 ? digits[size < 9 ? size : 8] - (size == 4 ? 3 : 0) : 12;
	heading = strnlen(column->title ? column->title : column->name, 255);
	return heading > width ? (uint32_t)heading : width;
}

/* Inspektor Gadget's "error_raw" is shown with a name for the number: it is "error". */
static void drop_raw(char *name)
{
	const size_t len = strlen(name);

	if (len > 4 && strcmp(name + len - 4, "_raw") == 0)
		name[len - 4] = '\0';
}

/* Gives a new column its kind: what a tag says if that fits, a guess, or what the type is. */
static int finish(struct columns *columns, struct column *column, const struct place *place,
		  const struct column_kind *plain, bool is_signed, struct err *err)
{
	struct guess guess;

	if (!column)
		return too_many(columns, err);
	column->is_signed = is_signed;
	column->kind = plain;
	guess = guess_kind(column->name, place->type_name, column->size, plain, is_signed);
	if (place->tag.kind)
		guess.kind = place->tag.kind;
	if (guess.kind && !column->bits && kind_fits(guess.kind, column->size))
		column->kind = guess.kind;
	column->argument = place->tag.kind ? place->tag.argument : guess.argument;
	if (column->kind != plain || plain == &kind_enum)
		drop_raw(column->name);
	column->role = place->tag.role != COLUMN_PLAIN ? place->tag.role : guess.role;
	column->is_hidden = place->tag.is_hidden;
	column->is_left = place->tag.is_left;
	column->title = place->tag.title;
	column->width = place->tag.width ? place->tag.width : width_of(column);
	return 0;
}

static int add_type(struct columns *columns, const struct place *place, uint32_t id,
		    struct err *err);

static int add_int(struct columns *columns, const struct place *place, uint32_t id,
		   const struct btf_type *type, struct err *err)
{
	const uint8_t encoding = btf_int_encoding(type);
	struct place inner = *place;
	const struct column_kind *kind = encoding & BTF_INT_BOOL     ? &kind_bool
					 : type->size == 16          ? &kind_wide
					 : encoding & BTF_INT_SIGNED ? &kind_signed
								     : &kind_unsigned;

	if (btf_int_bits(type) != 8 * type->size && !place->bits) { /* of old compilers */
		inner.bits = btf_int_bits(type);
		inner.bit_offset += btf_int_offset(type);
	}
	return finish(columns, add(columns, &inner, id, type->size), &inner, kind,
		      encoding & BTF_INT_SIGNED, err);
}

static int add_enum(struct columns *columns, const struct place *place, uint32_t id,
		    const struct btf_type *type, struct err *err)
{
	return finish(columns, add(columns, place, id, type->size), place, &kind_enum,
		      btf_kflag(type), err);
}

/* Structs of Inspektor Gadget's headers that are one column. */
static const struct {
	const char *name;
	const struct column_kind *kind;
	uint32_t least;  /* bytes */
} whole_structs[] = {
	{ "gadget_l4endpoint_t", &kind_endpoint, 21 },
	{ "gadget_l3endpoint_t", &kind_address, 17 },
};

/* Whether the type is one of these, which then is added. */
static bool add_whole(struct columns *columns, const struct place *place, uint32_t id,
		      const struct btf_type *type, int *ret, struct err *err)
{
	const char *name = btf__name_by_offset(place->btf, type->name_off);

	for (size_t i = 0; i < sizeof(whole_structs) / sizeof(*whole_structs); i++)
		if (strcmp(whole_structs[i].name, name) == 0 &&
		    type->size >= whole_structs[i].least) {
			*ret = finish(columns, add(columns, place, id, type->size), place,
				      whole_structs[i].kind, false, err);
			return true;
		}
	return false;
}

/* The offset of a member that has 4 bytes, or negative. */
static int64_t member_at(const struct btf *btf, const struct btf_type *type, const char *name)
{
	for (uint32_t i = 0; i < btf_vlen(type); i++)
		if (strcmp(btf__name_by_offset(btf, btf_members(type)[i].name_off), name) == 0 &&
		    btf__resolve_size(btf, btf_members(type)[i].type) == 4)
			return btf_member_bit_offset(type, i) / 8;
	return -1;
}

/* Inspektor Gadget's struct of a stack's number and whose it is: the stack, and a hidden
 * ".tgid". */
static bool add_user_stack(struct columns *columns, const struct place *place, uint32_t id,
			   const struct btf_type *type, int *ret, struct err *err)
{
	const int64_t stack = member_at(place->btf, type, "stack_id");
	const int64_t process = member_at(place->btf, type, "tgid_level0");
	struct place inner = *place;
	char name[NAME_MAX_LEN];

	if (strcmp(btf__name_by_offset(place->btf, type->name_off), "gadget_user_stack") != 0 ||
	    stack < 0 || process < 0)
		return false;
	inner.offset += (uint32_t)stack;
	*ret = finish(columns, add(columns, &inner, id, 4), &inner, &kind_ustack, true, err);
	if (*ret)
		return true;
	columns->list[columns->count - 1].argument = "ig_ustack";
	snprintf(name, sizeof(name), "%s.tgid", place->name);
	inner.name = name;
	inner.offset = place->offset + (uint32_t)process;
	inner.tag.is_hidden = true;
	*ret = finish(columns, add(columns, &inner, id, 4), &inner, &kind_unsigned, false, err);
	return true;
}

static int add_members(struct columns *columns, const struct place *place, uint32_t id,
		       const struct btf_type *type, struct err *err)
{
	const struct btf_member *members = btf_members(type);
	char name[NAME_MAX_LEN];
	int ret = 0;

	for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++) {
		const char *own = btf__name_by_offset(place->btf, members[i].name_off);
		const uint32_t at = btf_member_bit_offset(type, i);
		struct place inner = *place;

		snprintf(name, sizeof(name), "%s%s%s", place->name, *place->name && *own ? "." : "",
			 own);
		inner.name = name;
		inner.offset += at / 8;
		inner.bit_offset = at % 8;
		inner.bits = btf_member_bitfield_size(type, i);
		inner.type_name = "";
		inner.depth++;
		guess_take(place->tags, id, (int)i, &inner.tag);
		ret = add_type(columns, &inner, members[i].type, err);
	}
	return ret;
}

/* The variables of a section, which a map of its own holds. */
static int add_variables(struct columns *columns, const struct place *place,
			 const struct btf_type *type, struct err *err)
{
	const struct btf_var_secinfo *infos = btf_var_secinfos(type);
	char name[NAME_MAX_LEN];
	int ret = 0;

	for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++) {
		const struct btf_type *var = btf__type_by_id(place->btf, infos[i].type);
		struct place inner = *place;

		snprintf(name, sizeof(name), "%s%s%s", place->name, *place->name ? "." : "",
			 btf__name_by_offset(place->btf, var->name_off));
		inner.name = name;
		inner.offset += infos[i].offset;
		inner.type_name = "";
		inner.depth++;
		guess_take(place->tags, infos[i].type, -1, &inner.tag);
		ret = add_type(columns, &inner, var->type, err);
	}
	return ret;
}

/* What an element is behind typedefs and qualifiers. */
static const struct btf_type *behind(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *type = btf__type_by_id(btf, *id);

	while (btf_is_mod(type) || btf_is_typedef(type)) {
		*id = type->type;
		type = btf__type_by_id(btf, *id);
	}
	return type;
}

static bool is_character(const struct btf *btf, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(btf, type->name_off);

	return btf_is_int(type) && type->size == 1 &&
	       (btf_int_encoding(type) & BTF_INT_CHAR || strcmp(name, "char") == 0);
}

static int add_elements(struct columns *columns, const struct place *place, uint32_t id,
			uint32_t count, uint32_t size, struct err *err)
{
	char name[NAME_MAX_LEN];
	int ret = 0;

	for (uint32_t i = 0; i < count && !ret; i++) {
		struct place inner = *place;

		snprintf(name, sizeof(name), "%s[%u]", place->name, i);
		inner.name = name;
		inner.offset += i * size;
		inner.depth++;
		ret = add_type(columns, &inner, id, err);
	}
	return ret;
}

/* An array of counts for powers of two, by its name or its elements' typedef. */
static bool is_slots(const struct place *place, const struct btf_type *of)
{
	const char *dot = strrchr(place->name, '.');

	return strcmp(dot ? dot + 1 : place->name, "slots") == 0 ||
	       strncmp(btf__name_by_offset(place->btf, of->name_off), "gadget_histogram_slot",
		       21) == 0;
}

static int add_array(struct columns *columns, const struct place *place, uint32_t id,
		     const struct btf_type *type, struct err *err)
{
	const struct btf_array *array = btf_array(type);
	uint32_t element = array->type;
	const struct btf_type *of = behind(place->btf, &element);
	const int64_t size = btf__resolve_size(place->btf, element);
	const struct column_kind *kind = &kind_bytes;
	struct column *column;
	int ret;

	if (!array->nelems || size <= 0)
		return 0; /* what follows the record has no length that its type tells */
	if ((btf_is_composite(of) || btf_is_array(of)) && array->nelems <= ARRAY_MAX)
		return add_elements(columns, place, array->type, array->nelems, (uint32_t)size,
				    err);
	if (is_character(place->btf, of))
		kind = &kind_text;
	else if ((btf_is_int(of) || btf_is_any_enum(of)) && size > 1 && array->nelems <= LIST_MAX)
		kind = &kind_list;
	if (kind == &kind_list && is_slots(place, btf__type_by_id(place->btf, array->type)))
		kind = &kind_slots;
	column = add(columns, place, kind == &kind_bytes || kind == &kind_text ? id : element,
		     (uint32_t)size * array->nelems);
	ret = finish(columns, column, place, kind,
		     btf_is_int(of) && btf_int_encoding(of) & BTF_INT_SIGNED, err);
	if (!ret && (column->kind == &kind_list || column->kind == &kind_slots))
		column->count = array->nelems;
	return ret;
}

static int add_type(struct columns *columns, const struct place *place, uint32_t id,
		    struct err *err)
{
	const struct btf_type *type = btf__type_by_id(place->btf, id);
	struct place inner = *place;
	int ret = 0;

	if (place->depth > DEPTH_MAX || ++columns->visited > VISITS_MAX)
		return too_many(columns, err);
	while (btf_is_mod(type) || btf_is_typedef(type)) {
		if (btf_is_typedef(type))
			guess_take(place->tags, id, -1, &inner.tag);
		if (btf_is_typedef(type) && !*inner.type_name)
			inner.type_name = btf__name_by_offset(place->btf, type->name_off);
		id = type->type;
		type = btf__type_by_id(place->btf, id);
	}
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		return add_int(columns, &inner, id, type, err);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return add_enum(columns, &inner, id, type, err);
	case BTF_KIND_STRUCT:
		if (add_whole(columns, &inner, id, type, &ret, err) ||
		    add_user_stack(columns, &inner, id, type, &ret, err))
			return ret;
		return add_members(columns, &inner, id, type, err);
	case BTF_KIND_DATASEC:
		return add_variables(columns, &inner, type, err);
	case BTF_KIND_UNION:
		return add_members(columns, &inner, id, type, err);
	case BTF_KIND_ARRAY:
		return add_array(columns, &inner, id, type, err);
	case BTF_KIND_PTR:
		return finish(columns, add(columns, &inner, id, 8), &inner, &kind_hex, false, err);
	case BTF_KIND_FLOAT:
		return finish(columns, add(columns, &inner, id, type->size), &inner,
			      type->size == 4 || type->size == 8 ? &kind_float : &kind_bytes, true,
			      err);
	default:
		return 0;
	}
}

int columns_add(struct columns *columns, const struct btf *btf, uint32_t type, const char *prefix,
		uint32_t at, struct err *err)
{
	const struct guess_tags tags = guess_find_tags(btf);
	const struct place place = {
		.btf = btf, .name = prefix, .offset = at, .type_name = "", .tags = &tags
	};
	const int64_t size = btf__resolve_size(btf, type);

	if (size <= 0 || size > UINT32_MAX - at)
		return err_set(err, EINVAL, "type %u has no size, so it cannot be shown", type);
	if (columns->size < at + size)
		columns->size = at + (uint32_t)size;
	return add_type(columns, &place, type, err);
}

int columns_make(struct columns *columns, const struct btf *btf, uint32_t type, const char *name,
		 struct err *err)
{
	const struct btf_type *of = btf__type_by_id(btf, type);
	const char *own = of ? btf__name_by_offset(btf, of->name_off) : "";

	*columns = (struct columns){ .name = strdup(*own ? own : name ? name : "record") };
	if (!columns->name)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	return columns_add(columns, btf, type, "", 0, err);
}
