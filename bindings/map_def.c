// SPDX-License-Identifier: MIT
#include "bindings/map_def.h"

#include <bpf/btf.h>
#include <string.h>

const struct btf_type *map_def_section(const struct btf *btf)
{
	int id = btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC);

	return id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);
}

/* `__uint(max_entries, N)` is a pointer to an array of N elements. */
static uint32_t number_of(const struct btf *btf, const struct btf_type *pointer)
{
	const struct btf_type *array = btf__type_by_id(btf, pointer->type);

	return btf_is_array(array) ? btf_array(array)->nelems : 0;
}

/* `__array(values, struct inner)` is an array of pointers to it. */
static uint32_t inner_of(const struct btf *btf, const struct btf_type *type)
{
	const struct btf_type *pointer = btf_is_array(type) ?
		btf__type_by_id(btf, btf_array(type)->type) : type;

	while (btf_is_mod(pointer) || btf_is_typedef(pointer))
		pointer = btf__type_by_id(btf, pointer->type);
	if (!btf_is_ptr(pointer) || !btf_is_struct(btf__type_by_id(btf, pointer->type)))
		return 0; /* programs */
	return pointer->type;
}

static uint32_t size_of(const struct btf *btf, uint32_t id)
{
	int64_t size = id ? btf__resolve_size(btf, id) : 0;

	return size > 0 && size < UINT32_MAX ? (uint32_t)size : 0;
}

static void read_member(const struct btf *btf, const char *name, uint32_t id, struct map_def *def)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	if (strcmp(name, "values") == 0)
		def->values = inner_of(btf, type);
	if (!btf_is_ptr(type))
		return;
	if (strcmp(name, "type") == 0)
		def->type = number_of(btf, type);
	else if (strcmp(name, "max_entries") == 0)
		def->max_entries = number_of(btf, type);
	else if (strcmp(name, "key_size") == 0)
		def->key_size = number_of(btf, type);
	else if (strcmp(name, "value_size") == 0)
		def->value_size = number_of(btf, type);
	else if (strcmp(name, "key") == 0)
		def->key_size = size_of(btf, def->key = type->type);
	else if (strcmp(name, "value") == 0)
		def->value_size = size_of(btf, def->value = type->type);
}

static void read_members(const struct btf *btf, const struct btf_type *type, struct map_def *def)
{
	const struct btf_member *member = btf_members(type);

	for (uint32_t i = 0; btf_is_struct(type) && i < btf_vlen(type); i++, member++)
		read_member(btf, btf__name_by_offset(btf, member->name_off), member->type, def);
}

struct map_def map_def_read(const struct btf *btf, const struct btf_type *section, uint32_t index)
{
	const struct btf_type *var = btf__type_by_id(btf, btf_var_secinfos(section)[index].type);
	struct map_def def = { .name = btf__name_by_offset(btf, var->name_off) };

	if (btf_is_var(var))
		read_members(btf, btf__type_by_id(btf, var->type), &def);
	return def;
}

struct map_def map_def_read_inner(const struct btf *btf, uint32_t values)
{
	struct map_def def = { .name = "values" };

	read_members(btf, btf__type_by_id(btf, values), &def);
	return def;
}
