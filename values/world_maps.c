// SPDX-License-Identifier: MIT
/* The maps of a world, and its buffers, whose records need a type. */
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/map_def.h"
#include "lib/err.h"
#include "types/record_type.h"
#include "values/world.h"
#include "values/world_parts.h"

/* --- kinds of maps ------------------------------------------------------------------------ */

#define OF_MAPS "it holds maps"
#define NO_KEYS "it has no keys"
#define OF_KERNEL "its values mean something to the kernel alone"

/* What is not listed is of the kernel. */
static const struct map_kind {
	uint32_t type;
	const char *kind;   /* null: left out */
	const char *reason;
	bool is_per_cpu, is_array;
} map_kinds[] = {
	{ BPF_MAP_TYPE_HASH, .kind = "hash" },
	{ BPF_MAP_TYPE_LRU_HASH, .kind = "LRU hash" },
	{ BPF_MAP_TYPE_LPM_TRIE, .kind = "trie of prefixes" },
	{ BPF_MAP_TYPE_ARRAY, .kind = "array", .is_array = true },
	{ BPF_MAP_TYPE_PERCPU_HASH, .kind = "hash", .is_per_cpu = true },
	{ BPF_MAP_TYPE_LRU_PERCPU_HASH, .kind = "LRU hash", .is_per_cpu = true },
	{ BPF_MAP_TYPE_PERCPU_ARRAY, .kind = "array", .is_per_cpu = true, .is_array = true },
	{ BPF_MAP_TYPE_ARRAY_OF_MAPS, .reason = OF_MAPS },
	{ BPF_MAP_TYPE_HASH_OF_MAPS, .reason = OF_MAPS },
	{ BPF_MAP_TYPE_QUEUE, .reason = NO_KEYS },
	{ BPF_MAP_TYPE_STACK, .reason = NO_KEYS },
	{ BPF_MAP_TYPE_BLOOM_FILTER, .reason = NO_KEYS },
	{ BPF_MAP_TYPE_PROG_ARRAY, .reason = "it holds programs" },
	{ BPF_MAP_TYPE_USER_RINGBUF, .reason = "its records go to programs" },
};

static struct map_kind kind_of(uint32_t type)
{
	for (size_t i = 0; i < sizeof(map_kinds) / sizeof(*map_kinds); i++)
		if (map_kinds[i].type == type)
			return map_kinds[i];
	return (struct map_kind){ .type = type, .reason = OF_KERNEL };
}

static bool has_size(const struct btf *btf, uint32_t id)
{
	int64_t size = id ? btf__resolve_size(btf, id) : 0;

	return size > 0 && size < UINT32_MAX;
}

static void omit(struct world *world, const char *map, const char *reason)
{
	world->omissions[world->omission_count++] = (struct world_omission){ map, reason };
}

static void add_map(struct world *world, const struct btf *btf, const struct map_def *def)
{
	const struct map_kind kind = kind_of(def->type);

	if (!kind.kind) {
		omit(world, def->name, kind.reason);
		return;
	}
	if (!has_size(btf, def->key) || !has_size(btf, def->value)) {
		omit(world, def->name, "the object does not tell the types of its keys and values");
		return;
	}
	world->maps[world->map_count++] = (struct world_map){
		.map = def->name,
		.name = world_name(world, WORLD_INTERFACES, "map_", def->name),
		.kind = kind.kind,
		.type = def->type,
		.max_entries = def->max_entries,
		.is_array = kind.is_array,
		.is_per_cpu = kind.is_per_cpu,
		.key_type = def->key,
		.value_type = def->value,
		.key = world_ref(world, def->key),
		.value = world_ref(world, def->value),
	};
}

/* --- buffers ------------------------------------------------------------------------------ */

/* There is no command line that could name the type for every run to come: the object has to. */
static void hint_at_object(const char *map, bool is_ring, struct err *err)
{
	const char *among;
	char list[sizeof(err->hint)];

	if (!err || (!strstr(err->hint, "--record-type") && !strstr(err->hint, "--types")))
		return;
	among = strstr(err->hint, ", perhaps one of");
	snprintf(list, sizeof(list), "%s", among ? among : "");
	if (is_ring)
		err_hint(err, "say it in the definition of '%s': __type(value, struct NAME)%s", map,
			 list);
	else
		err_hint(err, "let only its struct have 'event' in the name%s", list);
}

/* The object's own struct of that name and size, or 0. */
static uint32_t find_own(const struct btf *btf, const struct dwarf_entry *entry)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_struct(type) && type->size == entry->size &&
		    strcmp(btf__name_by_offset(btf, type->name_off), entry->name) == 0)
			return id;
	}
	return 0;
}

static int find_record(struct record_types *types, const struct map_def *def, bool is_ring,
		       uint32_t *ret_type, struct err *err)
{
	struct record_type found;
	int ret = record_type_find(types, def->name, is_ring, def->value, NULL, &found, err);

	if (ret) {
		hint_at_object(def->name, is_ring, err);
		return ret;
	}
	*ret_type = found.entry ? find_own(types->btf, found.entry) : found.id;
	if (*ret_type && has_size(types->btf, *ret_type))
		return 0;
	if (*ret_type)
		return err_set(err, EINVAL, "the records of '%s' have no size", def->name);
	err_set(err, ENOENT,
		"the records of '%s' are of struct '%s', which stands only in the "
		"debug information",
		def->name, found.entry->name);
	return err_hint(err,
			"'wasm-bpf types FILE' puts it into the object's BTF; wasm-bpf-cc does "
			"it by itself");
}

static int add_buffer(struct world *world, struct record_types *types, const struct map_def *def,
		      bool is_ring, struct err *err)
{
	uint32_t type = 0;
	int ret;

	if (world->buffer_count == RECORD_TYPES_MAX)
		return err_set(err, E2BIG, "the object has more than %d buffers", RECORD_TYPES_MAX);
	ret = find_record(types, def, is_ring, &type, err);

	if (ret)
		return ret;
	world->buffers[world->buffer_count++] = (struct world_buffer){
		.map = def->name,
		.name = world_name(world, WORLD_EXPORTS, "on_", def->name),
		.type = type,
		.ref = world_ref(world, type),
		.is_ring = is_ring,
	};
	return 0;
}

/* --- the section .maps -------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
	const struct map_def *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static int add_all(struct world *world, const struct map_def *defs, uint32_t count,
		   struct record_types *types, struct err *err)
{
	int ret = 0;

	for (uint32_t i = 0; i < count && !ret; i++) {
		const bool is_ring = defs[i].type == BPF_MAP_TYPE_RINGBUF;

		if (is_ring || defs[i].type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
			ret = add_buffer(world, types, &defs[i], is_ring, err);
		else
			add_map(world, types->btf, &defs[i]);
	}
	return ret;
}

static int get_room(struct world *world, uint32_t count, struct err *err)
{
	world->buffers = calloc(count, sizeof(*world->buffers));
	world->maps = calloc(count, sizeof(*world->maps));
	world->omissions = calloc(count, sizeof(*world->omissions));
	if (!world->buffers || !world->maps || !world->omissions)
		return err_set(err, ENOMEM, "out of memory");
	return world_grow(world, 2 * (size_t)count, err);
}

int world_add_maps(struct world *world, const struct elf *elf, const struct btf *btf,
		   struct err *err)
{
	const struct btf_type *section = map_def_section(btf);
	const uint32_t count = section ? btf_vlen(section) : 0;
	struct record_types types = { .elf = elf, .btf = btf };
	struct map_def *defs;
	int ret;

	if (count > WORLD_MAX)
		return err_set(err, E2BIG, "the object has more than %d maps", WORLD_MAX);
	ret = get_room(world, count + 1, err);
	if (ret)
		return ret;
	defs = calloc(count + 1, sizeof(*defs));
	if (!defs)
		return err_set(err, ENOMEM, "out of memory");
	for (uint32_t i = 0; i < count; i++)
		defs[i] = map_def_read(btf, section, i);
	qsort(defs, count, sizeof(*defs), by_name);
	ret = add_all(world, defs, count, &types, err);
	free(defs);
	record_types_release(&types);
	return ret;
}
