// SPDX-License-Identifier: MIT
#include "bindings/spelling.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

/* A kernel's longest declarations have some hundreds of parts, and nest some ten deep. */
enum { DEPTH_MAX = 500, PARTS_MAX = 1000000 };

/* What a type is in a declaration, reached by a pointer or not. */
struct place {
	uint32_t parts; /* of its text, where it is not named alone; 0: not known yet */
	uint16_t depth;
	bool open; /* it is being looked at */
};

struct spelling {
	const struct btf *btf;
	struct place (*places)[2]; /* by id, and whether a pointer leads there */
	struct err *err;
};

/* --- names ------------------------------------------------------------------- */

#define NAME "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789"

bool spelling_is_name(const char *name)
{
	return (name[0] < '0' || name[0] > '9') && name[strspn(name, NAME)] == '\0';
}

/* What kinds of types are called: a type tag stands in a string, "long unsigned int" is one. */
static bool is_right(int kind, const char *name)
{
	switch (kind) {
	case BTF_KIND_FUNC: /* it is not written, nor are these */
	case BTF_KIND_VAR:
	case BTF_KIND_DATASEC:
	case BTF_KIND_DECL_TAG:
		return true;
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
		return name[strspn(name, NAME " ")] == '\0';
	case BTF_KIND_TYPE_TAG:
		return name[strspn(name, NAME " (),:.")] == '\0';
	default:
		return spelling_is_name(name);
	}
}

/* The size of what a type lists, each with a name first: members, values, parameters. */
static size_t entry_size(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return sizeof(struct btf_param);
	default:
		return 0;
	}
}

static int check_names(const struct spelling *s, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(s->btf, id);
	const char *name = btf__name_by_offset(s->btf, type->name_off);
	const char *entry = (const char *)(type + 1);
	size_t size = entry_size(type);
	bool right = is_right(btf_kind(type), name);

	for (uint32_t i = 0; right && size && i < btf_vlen(type); i++, entry += size) {
		name = btf__name_by_offset(s->btf, *(const uint32_t *)entry);
		right = spelling_is_name(name);
	}
	return right ? 0 : err_set(s->err, EINVAL, "type %u: '%.64s' is not a name in C", id, name);
}

/* libbpf counts bits of a struct in an int, and divides by the alignment. */
static int check_layout(const struct spelling *s, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(s->btf, id);

	if (!btf_is_composite(type))
		return 0;
	if (type->size > INT32_MAX / 16)
		return err_set(s->err, EINVAL, "type %u: %u bytes are too many", id, type->size);
	return btf__align_of(s->btf, id) > 0
		       ? 0
		       : err_set(s->err, EINVAL, "type %u: a member has no alignment", id);
}

/* --- declarations ------------------------------------------------------------ */

static int look(const struct spelling *s, uint32_t id, bool by_pointer, int level,
		struct place *ret_place);

/* Adds what `id` is in the declaration of what `place` is. */
static int add(const struct spelling *s, struct place *place, uint32_t id, bool by_pointer,
	       int level)
{
	struct place inner = { 0 };
	int ret = look(s, id, by_pointer, level + 1, &inner);

	if (ret)
		return ret;
	if (inner.parts > PARTS_MAX - place->parts || inner.depth >= DEPTH_MAX)
		return err_set(s->err, EINVAL, "type %u: too long a declaration in C", id);
	place->parts += inner.parts;
	if (inner.depth >= place->depth)
		place->depth = inner.depth + 1;
	return 0;
}

/* The types that a type is written with. */
static int add_parts(const struct spelling *s, struct place *place, const struct btf_type *type,
		     bool by_pointer, int level)
{
	int ret = 0;

	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		return add(s, place, type->type, true, level);
	case BTF_KIND_ARRAY:
		return add(s, place, btf_array(type)->type, false, level);
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return add(s, place, type->type, by_pointer, level);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++)
			ret = add(s, place, btf_members(type)[i].type, false, level);
		return ret;
	case BTF_KIND_FUNC_PROTO:
		ret = add(s, place, type->type, by_pointer, level);
		for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++)
			ret = add(s, place, btf_params(type)[i].type, by_pointer, level);
		return ret;
	default:
		return 0;
	}
}

/* Looks at each type once, as btf_dump follows them. */
static int look(const struct spelling *s, uint32_t id, bool by_pointer, int level,
		struct place *ret_place)
{
	const struct btf_type *type = btf__type_by_id(s->btf, id);
	struct place *place = &s->places[id][by_pointer];
	bool is_named = btf_is_composite(type) && type->name_off;
	int ret = 0;

	if (place->open || level > DEPTH_MAX)
		return err_set(s->err, EINVAL, "type %u: a declaration without end in C", id);
	if (!place->parts) {
		place->parts = place->depth = 1;
		place->open = true;
		if (!is_named || !by_pointer)
			ret = add_parts(s, place, type, by_pointer, level);
		place->open = false;
	}
	*ret_place = *place;
	if (is_named)
		ret_place->parts = 1;
	return ret;
}

int spelling_check(const struct btf *btf, struct err *err)
{
	uint32_t count = btf__type_cnt(btf);
	struct spelling s = {
		.btf = btf,
		.places = calloc(count, sizeof(*s.places)),
		.err = err,
	};
	struct place place;
	int ret = s.places ? 0 : err_set(err, ENOMEM, "out of memory");

	for (uint32_t id = 1; id < count && !ret; id++) {
		ret = check_names(&s, id);
		if (!ret)
			ret = check_layout(&s, id);
		if (!ret)
			ret = look(&s, id, false, 0, &place);
	}
	free(s.places);
	return ret;
}
