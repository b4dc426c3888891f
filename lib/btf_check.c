// SPDX-License-Identifier: MIT
#include "lib/btf_check.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_parts.h"
#include "lib/err.h"

/* A type's size, once it is known. */
enum { NO_SIZE = UINT32_MAX };

enum visit { UNSEEN, OPEN, DONE };

struct node {
	uint32_t offset; /* of the type in the type section */
	uint32_t size;   /* bytes, or NO_SIZE: void, functions, forwards and what is made of them */
	uint16_t depth;  /* of nesting by value below it */
	uint8_t visit;
};

struct checker {
	struct btf_parts parts;
	struct node *nodes; /* by id; number 0 is void */
	uint32_t count;
	struct err *err;
};

static const struct btf_type *type_at(const struct checker *c, uint32_t id)
{
	return (const struct btf_type *)(c->parts.types + c->nodes[id].offset);
}

#define bad(c, id, ...) \
	(err_set((c)->err, EINVAL, __VA_ARGS__), err_prefix((c)->err, "malformed BTF: type %u", id))

/* --- one type after the other ------------------------------------------------ */

/* Finds where each type starts. */
static int index_types(struct checker *c)
{
	uint32_t at = 0;

	/* No type is smaller than its common part. */
	c->nodes = calloc(c->parts.types_size / sizeof(struct btf_type) + 1, sizeof(*c->nodes));
	if (!c->nodes)
		return err_set(c->err, ENOMEM, "out of memory");
	c->nodes[0] = (struct node){ .size = NO_SIZE, .visit = DONE };
	c->count = 1;
	while (at < c->parts.types_size) {
		uint32_t room = c->parts.types_size - at;
		const struct btf_type *type = (const struct btf_type *)(c->parts.types + at);
		uint32_t record;

		if (room < sizeof(*type))
			return bad(c, c->count, "cut short by the end of the types");
		record = btf_record_size(type);
		if (!record)
			return bad(c, c->count, "unknown kind %u", btf_kind(type));
		if (record > room)
			return bad(c, c->count, "its %u entries lie past the end of the types",
				   btf_vlen(type));
		c->nodes[c->count++].offset = at;
		at += record;
	}
	return 0;
}

/* What looks like BTF of a kernel module. */
static int hint_at_base(struct checker *c)
{
	return err_hint(c->err, "the BTF of a kernel module continues vmlinux's: "
			"--base /sys/kernel/btf/vmlinux");
}

static int check_name(struct checker *c, uint32_t id, uint32_t name)
{
	if (name < c->parts.strings_size)
		return 0;
	bad(c, id, "a name at %u, strings end at %u", name, c->parts.strings_size);
	return hint_at_base(c);
}

static int check_id(struct checker *c, uint32_t id, uint32_t other)
{
	if (other < c->count)
		return 0;
	bad(c, id, "refers to type %u, the last one is %u", other, c->count - 1);
	return hint_at_base(c);
}

/* Checks the names in the table after a type, whose entries start with one, and
 * the type ids at `type_offset` bytes in each entry, unless that is negative. */
static int check_table(struct checker *c, uint32_t id, size_t entry_size, int type_offset)
{
	const struct btf_type *type = type_at(c, id);
	const unsigned char *entry = (const unsigned char *)(type + 1);
	int ret = 0;

	for (uint32_t i = 0; i < btf_vlen(type) && !ret; i++, entry += entry_size) {
		ret = check_name(c, id, *(const uint32_t *)entry);
		if (!ret && type_offset >= 0)
			ret = check_id(c, id, *(const uint32_t *)(entry + type_offset));
	}
	return ret;
}

static int check_int(struct checker *c, uint32_t id)
{
	const struct btf_type *type = type_at(c, id);

	if (type->size == 0 || type->size > 16)
		return bad(c, id, "an integer of %u bytes", type->size);
	if (btf_int_bits(type) + btf_int_offset(type) > type->size * 8)
		return bad(c, id, "%u bits at %u in an integer of %u bytes", btf_int_bits(type),
			   btf_int_offset(type), type->size);
	return 0;
}

static int check_enum(struct checker *c, uint32_t id, size_t entry_size)
{
	uint32_t size = type_at(c, id)->size;
	bool is_forward = btf_vlen(type_at(c, id)) == 0;

	if (size > 8 || (size & (size - 1)) || (size == 0 && !is_forward))
		return bad(c, id, "an enum of %u bytes", size);
	return check_table(c, id, entry_size, -1);
}

static int check_func(struct checker *c, uint32_t id)
{
	uint32_t proto = type_at(c, id)->type;
	int ret = check_id(c, id, proto);

	if (!ret && (proto == 0 || !btf_is_func_proto(type_at(c, proto))))
		return bad(c, id, "a function whose type %u is not a prototype", proto);
	return ret;
}

static int check_datasec(struct checker *c, uint32_t id)
{
	const struct btf_type *type = type_at(c, id);
	const struct btf_var_secinfo *info = btf_var_secinfos(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++, info++) {
		int ret = check_id(c, id, info->type);

		if (ret)
			return ret;
		if (info->type == 0 || (!btf_is_var(type_at(c, info->type)) &&
					!btf_is_func(type_at(c, info->type))))
			return bad(c, id, "a section holds type %u, which is not a variable",
				   info->type);
		if (type->size && (uint64_t)info->offset + info->size > type->size)
			return bad(c, id, "variable %u lies past the section's %u bytes", i,
				   type->size);
	}
	return 0;
}

static int check_decl_tag(struct checker *c, uint32_t id)
{
	const struct btf_type *type = type_at(c, id);
	int component = btf_decl_tag(type)->component_idx;
	int ret = check_id(c, id, type->type);
	const struct btf_type *target;

	if (ret || component == -1)
		return ret;
	target = type->type ? type_at(c, type->type) : NULL;
	if (target && btf_is_func(target))
		return 0; /* its prototype is checked by its own turn; nothing reads the index */
	if (!target || component < -1 || component >= btf_vlen(target))
		return bad(c, id, "a tag on member %d of type %u", component, type->type);
	return 0;
}

static bool needs_name(const struct btf_type *type)
{
	return btf_is_typedef(type) || btf_is_fwd(type) || btf_is_var(type) ||
	       btf_is_datasec(type);
}

/* Bounds of what one type refers to. */
static int check_references(struct checker *c, uint32_t id)
{
	const struct btf_type *type = type_at(c, id);
	int ret = check_name(c, id, type->name_off);

	if (ret)
		return ret;
	if (needs_name(type) && !c->parts.strings[type->name_off])
		return bad(c, id, "it has no name");
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		return check_int(c, id);
	case BTF_KIND_ARRAY:
		ret = check_id(c, id, btf_array(type)->type);
		return ret ? ret : check_id(c, id, btf_array(type)->index_type);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return check_table(c, id, sizeof(struct btf_member),
				   offsetof(struct btf_member, type));
	case BTF_KIND_FUNC_PROTO:
		ret = check_id(c, id, type->type);
		return ret ? ret : check_table(c, id, sizeof(struct btf_param),
					       offsetof(struct btf_param, type));
	case BTF_KIND_ENUM:
		return check_enum(c, id, sizeof(struct btf_enum));
	case BTF_KIND_ENUM64:
		return check_enum(c, id, sizeof(struct btf_enum64));
	case BTF_KIND_FUNC:
		return check_func(c, id);
	case BTF_KIND_DATASEC:
		return check_datasec(c, id);
	case BTF_KIND_DECL_TAG:
		return check_decl_tag(c, id);
	case BTF_KIND_FLOAT:
		return type->size == 0 || type->size > 16 ?
			bad(c, id, "a float of %u bytes", type->size) : 0;
	case BTF_KIND_FWD:
		return 0;
	default:
		return check_id(c, id, type->type);
	}
}

/* --- what types hold by value ------------------------------------------------ */

static int resolve(struct checker *c, uint32_t id, unsigned int depth);

/* Resolves `inner`, which type `id` holds by value, and notes the nesting. */
static int resolve_inner(struct checker *c, uint32_t id, uint32_t inner, unsigned int depth)
{
	int ret = resolve(c, inner, depth + 1);

	if (ret)
		return ret;
	if (c->nodes[id].depth <= c->nodes[inner].depth)
		c->nodes[id].depth = c->nodes[inner].depth + 1;
	if (c->nodes[id].depth > BTF_MAX_DEPTH)
		return bad(c, id, "nests deeper than %d levels", BTF_MAX_DEPTH);
	return 0;
}

static int resolve_array(struct checker *c, uint32_t id, unsigned int depth)
{
	const struct btf_array *array = btf_array(type_at(c, id));
	int ret = resolve_inner(c, id, array->type, depth);
	uint64_t size;

	if (ret)
		return ret;
	if (c->nodes[array->type].size == NO_SIZE)
		return bad(c, id, "an array of type %u, which has no size", array->type);
	size = (uint64_t)array->nelems * c->nodes[array->type].size;
	if (size >= NO_SIZE)
		return bad(c, id, "an array of %llu bytes", (unsigned long long)size);
	c->nodes[id].size = (uint32_t)size;
	return 0;
}

static int resolve_member(struct checker *c, uint32_t id, uint32_t index, unsigned int depth)
{
	const struct btf_type *type = type_at(c, id);
	const struct btf_member *member = &btf_members(type)[index];
	uint32_t bits = btf_member_bitfield_size(type, index);
	uint32_t at = btf_member_bit_offset(type, index);
	uint32_t size;
	int ret = resolve_inner(c, id, member->type, depth);

	if (ret)
		return ret;
	size = c->nodes[member->type].size;
	if (size == NO_SIZE)
		return bad(c, id, "member %u is of type %u, which has no size", index,
			   member->type);
	if (btf_is_union(type) && at)
		return bad(c, id, "member %u of a union at bit %u", index, at);
	if (bits > (uint64_t)size * 8)
		return bad(c, id, "member %u has %u bits of type %u, which has %u bytes", index,
			   bits, member->type, size);
	if (at + (bits ? bits : (uint64_t)size * 8) > (uint64_t)type->size * 8)
		return bad(c, id, "member %u ends past the type's %u bytes", index, type->size);
	return 0;
}

static int resolve_composite(struct checker *c, uint32_t id, unsigned int depth)
{
	int ret = 0;

	for (uint32_t i = 0; i < btf_vlen(type_at(c, id)) && !ret; i++)
		ret = resolve_member(c, id, i, depth);
	c->nodes[id].size = type_at(c, id)->size;
	return ret ? ret : c->nodes[id].size == NO_SIZE ?
		bad(c, id, "a size of %u bytes", NO_SIZE) : 0;
}

static int resolve_alias(struct checker *c, uint32_t id, unsigned int depth)
{
	uint32_t target = type_at(c, id)->type;
	int ret = resolve_inner(c, id, target, depth);

	c->nodes[id].size = c->nodes[target].size;
	return ret;
}

static int resolve_kind(struct checker *c, uint32_t id, unsigned int depth)
{
	const struct btf_type *type = type_at(c, id);

	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		c->nodes[id].size = type->size;
		return 0;
	case BTF_KIND_PTR:
		c->nodes[id].size = sizeof(uint32_t); /* at least */
		return 0;
	case BTF_KIND_ARRAY:
		return resolve_array(c, id, depth);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return resolve_composite(c, id, depth);
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_VAR:
		return resolve_alias(c, id, depth);
	default:
		c->nodes[id].size = NO_SIZE;
		return 0;
	}
}

static int resolve(struct checker *c, uint32_t id, unsigned int depth)
{
	int ret;

	if (c->nodes[id].visit == DONE)
		return 0;
	if (c->nodes[id].visit == OPEN)
		return bad(c, id, "contains itself");
	if (depth > BTF_MAX_DEPTH)
		return bad(c, id, "nests deeper than %d levels", BTF_MAX_DEPTH);
	c->nodes[id].visit = OPEN;
	ret = resolve_kind(c, id, depth);
	c->nodes[id].visit = DONE;
	return ret;
}

static int check_all(struct checker *c, const void *data, size_t size)
{
	int ret = btf_find_base_parts(data, size, &c->parts, c->err);

	if (!ret)
		ret = index_types(c);
	for (uint32_t id = 1; id < c->count && !ret; id++)
		ret = check_references(c, id);
	for (uint32_t id = 1; id < c->count && !ret; id++)
		ret = resolve(c, id, 0);
	return ret;
}

int btf_check(const void *data, size_t size, struct err *err)
{
	struct checker c = { .err = err };
	int ret = check_all(&c, data, size);

	free(c.nodes);
	return ret;
}
