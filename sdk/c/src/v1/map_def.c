// SPDX-License-Identifier: MIT
/*
 * What an object says of its maps. A map is a variable in the section .maps whose
 * struct's members tell by their types: `int (*type)[N]` is the number N, `T *key`
 * is the type T. BTF: https://docs.kernel.org/bpf/btf.html
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

#define BTF_MAGIC 0xeb9f
#define DEPTH_MAX 32

enum {
	BTF_INT = 1, BTF_PTR, BTF_ARRAY, BTF_STRUCT, BTF_UNION, BTF_ENUM, BTF_FWD, BTF_TYPEDEF,
	BTF_VOLATILE, BTF_CONST, BTF_RESTRICT, BTF_FUNC, BTF_FUNC_PROTO, BTF_VAR, BTF_DATASEC,
	BTF_FLOAT, BTF_DECL_TAG, BTF_TYPE_TAG, BTF_ENUM64, BTF_KINDS,
};

/* In 32-bit words: what follows a type, once and for each of its parts. */
static const unsigned char words_once[BTF_KINDS] = {
	[BTF_INT] = 1, [BTF_ARRAY] = 3, [BTF_VAR] = 1, [BTF_DECL_TAG] = 1,
};
static const unsigned char words_each[BTF_KINDS] = {
	[BTF_STRUCT] = 3, [BTF_UNION] = 3, [BTF_ENUM] = 2, [BTF_FUNC_PROTO] = 2,
	[BTF_DATASEC] = 3, [BTF_ENUM64] = 3,
};

struct btf_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t header_size;
	uint32_t types_offset;
	uint32_t types_size;
	uint32_t strings_offset;
	uint32_t strings_size;
};

struct btf_type {
	uint32_t name;
	uint32_t info;
	uint32_t size_or_type;
	uint32_t more[];
};

struct btf {
	const char *strings;
	uint32_t strings_size;
	const struct btf_type **types;  /* by id; the first is null: void */
	uint32_t count;
};

static int kind_of(const struct btf_type *type)
{
	return type ? type->info >> 24 & 31 : 0;
}

static uint32_t parts_of(const struct btf_type *type)
{
	return type->info & 0xffff;
}

static const struct btf_type *type_by_id(const struct btf *btf, uint32_t id)
{
	return id < btf->count ? btf->types[id] : NULL;
}

static const char *string_at(const struct btf *btf, uint32_t offset)
{
	return offset < btf->strings_size ? btf->strings + offset : "";
}

/* Counts the types in the words, and notes where they are if `types` is not null. */
static uint32_t walk(const uint32_t *words, size_t count, const struct btf_type **types)
{
	uint32_t id = 1;

	for (size_t at = 0; at + 3 <= count; id++) {
		const struct btf_type *type = (const void *)(words + at);
		int kind = kind_of(type);

		if (kind >= BTF_KINDS)
			break;
		at += 3 + words_once[kind] + words_each[kind] * (size_t)parts_of(type);
		if (at > count)
			break;
		if (types)
			types[id] = type;
	}
	return id;
}

/* 0, or -EINVAL where there is no BTF to read, or -ENOMEM. */
static int read_btf(const struct elf *elf, struct btf *btf)
{
	unsigned section = elf_find(elf, ".BTF");
	const struct btf_header *header = elf_bytes(elf, section);
	size_t size = header ? elf->sections[section].size : 0, words_count;
	const uint32_t *words;

	if (!section || size < sizeof(*header) || header->magic != BTF_MAGIC ||
	    header->header_size > size)
		return -EINVAL;
	size -= header->header_size;
	if (header->types_offset > size || header->types_size > size - header->types_offset ||
	    header->strings_offset > size || !header->strings_size ||
	    header->strings_size > size - header->strings_offset ||
	    header->strings_offset != header->types_offset + header->types_size)
		return -EINVAL;
	btf->strings = (const char *)header + header->header_size + header->strings_offset;
	btf->strings_size = header->strings_size;
	if (btf->strings[btf->strings_size - 1])
		return -EINVAL;
	words = (const void *)((const char *)header + header->header_size + header->types_offset);
	words_count = header->types_size / sizeof(*words);
	btf->count = walk(words, words_count, NULL);
	btf->types = calloc(btf->count, sizeof(*btf->types));
	if (!btf->types)
		return -ENOMEM;
	walk(words, words_count, btf->types);
	return 0;
}

/* The type without its names and qualifiers. */
static const struct btf_type *strip(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = type_by_id(btf, id);

	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		switch (kind_of(type)) {
		case BTF_TYPEDEF:
		case BTF_VOLATILE:
		case BTF_CONST:
		case BTF_RESTRICT:
		case BTF_TYPE_TAG:
			type = type_by_id(btf, type->size_or_type);
			break;
		default:
			return type;
		}
	}
	return NULL;
}

static uint32_t size_of(const struct btf *btf, uint32_t id)
{
	uint32_t times = 1;

	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		const struct btf_type *type = strip(btf, id);

		switch (kind_of(type)) {
		case BTF_ARRAY:
			times *= type->more[2];
			id = type->more[0];
			break;
		case BTF_PTR:
			return times * 8;
		case BTF_INT:
		case BTF_STRUCT:
		case BTF_UNION:
		case BTF_ENUM:
		case BTF_ENUM64:
		case BTF_FLOAT:
			return times * type->size_or_type;
		default:
			return 0;
		}
	}
	return 0;
}

/* --- definitions ------------------------------------------------------------ */

static void read_member(const struct btf *btf, struct bpf_map_def *def, const uint32_t *member)
{
	const char *name = string_at(btf, member[0]);
	const struct btf_type *pointer = strip(btf, member[1]), *target;
	uint32_t number, size;

	if (kind_of(pointer) != BTF_PTR)
		return;
	target = strip(btf, pointer->size_or_type);
	number = kind_of(target) == BTF_ARRAY ? target->more[2] : 0;
	size = size_of(btf, pointer->size_or_type);
	if (!strcmp(name, "type"))
		def->type = number;
	else if (!strcmp(name, "key_size"))
		def->key_size = number;
	else if (!strcmp(name, "value_size"))
		def->value_size = number;
	else if (!strcmp(name, "map_flags"))
		def->flags = number;
	else if (!strcmp(name, "key"))
		def->key_size = size;
	else if (!strcmp(name, "value"))
		def->value_size = size;
	else if (!strcmp(name, "max_entries")) {
		def->max_entries = number;
		def->max_entries_type = &member[1];
	}
}

static void read_def(const struct btf *btf, const struct btf_type *type, struct bpf_map_def *def)
{
	if (kind_of(type) != BTF_STRUCT)
		return;
	for (uint32_t i = 0; i < parts_of(type); i++)
		read_member(btf, def, type->more + 3 * i);
}

static void read_section(const struct btf *btf, struct bpf_object *obj,
			 const struct btf_type *section)
{
	for (uint32_t i = 0; i < parts_of(section); i++) {
		const struct btf_type *var = type_by_id(btf, section->more[3 * i]);
		struct bpf_map *map;

		if (kind_of(var) != BTF_VAR)
			continue;
		map = bpf_object__find_map_by_name(obj, string_at(btf, var->name));
		if (map)
			read_def(btf, strip(btf, var->size_or_type), &map->def);
	}
}

static void read_defs(struct bpf_object *obj)
{
	struct btf btf = { 0 };

	for (struct bpf_map *map = obj->maps; map; map = map->next)
		if (map->initial_size)
			map->def = (struct bpf_map_def){
				.type = BPF_MAP_TYPE_ARRAY,
				.key_size = sizeof(__u32),
				.value_size = map->initial_size,
				.max_entries = 1,
			};
	if (read_btf(&obj->elf, &btf))
		return;
	for (uint32_t id = 1; id < btf.count; id++) {
		const struct btf_type *type = btf.types[id];

		if (kind_of(type) == BTF_DATASEC && !strcmp(string_at(&btf, type->name), ".maps"))
			read_section(&btf, obj, type);
	}
	free(btf.types);
}

static const struct bpf_map_def *def_of(const struct bpf_map *map)
{
	if (!map->object->has_defs)
		read_defs(map->object);
	map->object->has_defs = true;
	return &map->def;
}

enum bpf_map_type bpf_map__type(const struct bpf_map *map)
{
	return def_of(map)->type;
}

__u32 bpf_map__key_size(const struct bpf_map *map)
{
	return def_of(map)->key_size;
}

__u32 bpf_map__value_size(const struct bpf_map *map)
{
	return def_of(map)->value_size;
}

__u32 bpf_map__max_entries(const struct bpf_map *map)
{
	return def_of(map)->max_entries;
}

__u32 bpf_map__map_flags(const struct bpf_map *map)
{
	return def_of(map)->flags;
}

/* --- other sizes ------------------------------------------------------------ */

/* Two types more for a map: `int (*)[max_entries]`, and its array. */
struct added_types {
	uint32_t array[6];
	uint32_t pointer[3];
};

/* Writes a copy of BTF with types for the sizes at the end of the others, and lets the
 * maps' members have these types. */
static size_t resize(const struct bpf_object *obj, struct elf *image, size_t at)
{
	unsigned section = elf_find(&obj->elf, ".BTF");
	const struct elf_section *old = &obj->elf.sections[section];
	const unsigned char *bytes = elf_bytes(&obj->elf, section);
	struct btf_header *header;
	struct added_types *added;
	struct btf btf;
	size_t size = 0, types_end;

	for (const struct bpf_map *map = obj->maps; map; map = map->next)
		size += map->is_resized ? sizeof(*added) : 0;
	if (!image || read_btf(&obj->elf, &btf))
		return old->size + size;
	header = (struct btf_header *)(image->data + at);
	memcpy(header, bytes, old->size);
	types_end = header->header_size + header->types_offset + header->types_size;
	added = (struct added_types *)((char *)header + types_end);
	memcpy((char *)added + size, bytes + types_end, old->size - types_end);
	header->types_size += size;
	header->strings_offset += size;
	for (const struct bpf_map *map = obj->maps; map; map = map->next) {
		const struct btf_type *like;

		if (!map->is_resized)
			continue;
		like = strip(&btf, strip(&btf, *map->def.max_entries_type)->size_or_type);
		*added++ = (struct added_types){
			.array = { 0, BTF_ARRAY << 24, 0, like->more[0], like->more[1],
				   map->def.max_entries },
			.pointer = { 0, BTF_PTR << 24, btf.count },
		};
		*(uint32_t *)((char *)header + ((unsigned char *)map->def.max_entries_type - bytes)) =
			btf.count + 1;
		btf.count += 2;
	}
	image->sections[section].offset = at;
	image->sections[section].size += size;
	free(btf.types);
	return old->size + size;
}

/* Whether there is a member that says the size of this map and of no other. */
static bool owns_size(const struct bpf_map *map)
{
	const uint32_t *type = def_of(map)->max_entries_type;

	for (const struct bpf_map *other = map->object->maps; other; other = other->next)
		if (other != map && other->def.max_entries_type == type)
			return false;
	return type;
}

int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
{
	if (map->object->handle)
		return sdk_error(EBUSY);
	if (map->initial_size)
		return sdk_error(EINVAL);
	if (!owns_size(map))
		return sdk_unsupported("bpf_map__set_max_entries",
				       "define max_entries in a struct of the map's own");
	map->def.max_entries = max_entries;
	map->is_resized = true;
	map->object->resize = resize;
	return 0;
}

/* --- operations that check sizes -------------------------------------------- */

static bool is_per_cpu(const struct bpf_map_def *def)
{
	return def->type == BPF_MAP_TYPE_PERCPU_HASH || def->type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       def->type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       def->type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

static int check_key(const struct bpf_map *map, size_t size)
{
	if (size == def_of(map)->key_size)
		return 0;
	sdk_warn("map '%s': the key has %zu bytes, not %zu\n", map->name,
		 (size_t)def_of(map)->key_size, size);
	return sdk_error(EINVAL);
}

/* Of a per-CPU map's value a multiple must be given: the CPUs are known to the host. */
static int check_value(const struct bpf_map *map, size_t size)
{
	const struct bpf_map_def *def = def_of(map);
	size_t step = is_per_cpu(def) ? (def->value_size + 7u) & ~7u : def->value_size;

	if (size == step || (is_per_cpu(def) && size && step && size % step == 0))
		return 0;
	sdk_warn("map '%s': the value has %zu bytes%s, not %zu\n", map->name, step,
		 is_per_cpu(def) ? " for each CPU" : "", size);
	return sdk_error(EINVAL);
}

int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
			 size_t value_sz, __u64 flags)
{
	int err = check_key(map, key_sz);

	if (!err)
		err = check_value(map, value_sz);
	return err ? err : bpf_map_lookup_elem_flags(map->fd, key, value, flags);
}

int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
			 const void *value, size_t value_sz, __u64 flags)
{
	int err = check_key(map, key_sz);

	if (!err)
		err = check_value(map, value_sz);
	return err ? err : bpf_map_update_elem(map->fd, key, value, flags);
}

int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags)
{
	int err = check_key(map, key_sz);

	return err ? err : bpf_map_delete_elem_flags(map->fd, key, flags);
}

int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key,
			  size_t key_sz)
{
	int err = check_key(map, key_sz);

	return err ? err : bpf_map_get_next_key(map->fd, cur_key, next_key);
}
