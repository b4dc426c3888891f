// SPDX-License-Identifier: MIT
/* The entries of a map, as a typed guest gets and gives them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/map.h"
#include "session/map_entries.h"
#include "session/object.h"
#include "typed/private.h"

/* What a list of entries has at most. */
enum { ENTRIES_MAX = 1 << 20, BYTES_MAX = 64 << 20 };

/* One call: the map, and room for an entry. */
struct entry {
	struct map *map;
	char *key, *next, *value;
};

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

/* How far values of the CPUs are from one another. */
static size_t stride_of(const struct typed_func *func)
{
	return ((size_t)func->value.from_size + 7) / 8 * 8;
}

/* Of a value, or of all CPUs' values; 0 if the function has none. */
static size_t value_size(const struct typed_func *func)
{
	return func->map->is_per_cpu ? func->typed->cpus * stride_of(func) : func->value.from_size;
}

/* Where the function's entries lie, from one call to the next. */
static int get_room(struct typed_func *func, struct entry *entry, struct err *err)
{
	const size_t key = (size_t)entry->map->key_size + 1;

	if (!func->room)
		func->room = calloc(1, 2 * key + entry->map->value_size + 1);
	if (!func->room)
		return no_memory(err);
	entry->key = func->room;
	entry->next = entry->key + key;
	entry->value = entry->next + key;
	return 0;
}

/* The map is there from the load on, which this does if nothing has done it. */
static int begin(struct typed_func *func, struct entry *entry, struct err *err)
{
	struct typed *typed = func->typed;
	int ret = typed->host.load(typed->host.context, err);

	*entry = (struct entry){ 0 };
	if (!ret)
		ret = object_map(typed->object, func->map->map, &entry->map, err);
	if (ret)
		return ret;
	if (entry->map->fd < 0)
		return err_set(err, EINVAL, "the kernel does not have '%s'", func->map->map);
	/* A value of another type may stand for a descriptor of the host. */
	if (entry->map->type != func->map->type)
		return err_set(err, EINVAL, "'%s' is a map of another type than in the object",
			       func->map->map);
	if (entry->map->key_size != func->key.from_size ||
	    (func->value.from_size && entry->map->value_size != value_size(func)))
		return err_set(err, EINVAL, "'%s' has entries of another size", func->map->map);
	return get_room(func, entry, err);
}

static int fail(const struct typed_func *func, int ret, const char *what, struct err *err)
{
	return err_set(err, -ret, "cannot %s '%s': %s", what, func->map->map, strerror(-ret));
}

static int read_key(struct typed_func *func, const struct component_call *call, struct entry *entry,
		    struct err *err)
{
	int ret = begin(func, entry, err);

	if (!ret)
		ret = flat_read(&func->key, call->values->data, call->values->len, 0, entry->key,
				err);
	return ret;
}

/* A value, or the list of those of all CPUs. */
static bool write_value(const struct typed_func *func, const char *from, struct buf *values,
			size_t at)
{
	const struct flat *flat = &func->value;
	const uint32_t cpus = func->typed->cpus;
	size_t list;

	if (!func->map->is_per_cpu)
		return typed_write(flat, from, values, at);
	list = component_put_list(values, at, flat->align, cpus, flat->size);
	if (list == SIZE_MAX)
		return false;
	for (uint32_t i = 0; i < cpus; i++)
		if (!typed_write(flat, from + i * stride_of(func), values,
				 list + (size_t)i * flat->size))
			return false;
	return true;
}

static int read_value(const struct typed_func *func, const struct buf *values, size_t at, char *to,
		      struct err *err)
{
	const struct flat *flat = &func->value;
	const uint32_t cpus = func->typed->cpus;
	uint32_t pair[2];
	int ret = 0;

	if (!func->map->is_per_cpu)
		return flat_read(flat, values->data, values->len, at, to, err);
	memcpy(pair, values->data + at, sizeof(pair));
	if (pair[1] != cpus)
		return err_set(err, ERANGE, "it has a value for each of %u possible CPUs, not %u",
			       cpus, pair[1]);
	for (uint32_t i = 0; i < cpus && !ret; i++)
		ret = flat_read(flat, values->data, values->len, pair[0] + (size_t)i * flat->size,
				to + i * stride_of(func), err);
	return ret;
}

static int get(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	const struct wit_type *type = call->type->result;
	const size_t option = wit_type_inside(call->result, type);
	struct err reason = ERR_INIT;
	struct entry entry;
	int ret = read_key(func, call, &entry, &reason);
	bool found = false;

	if (!ret)
		ret = bpf_map_lookup_elem(entry.map->fd, entry.key, entry.value);
	found = !ret;
	if (ret == -ENOENT && !*reason.msg)
		ret = 0;
	else if (ret < 0 && !*reason.msg)
		fail(func, ret, "look up a key in", &reason);
	if (found) {
		call->values->data[option] = 1;
		found = write_value(func, entry.value, call->values,
				    wit_type_inside(option, type->parts[0].type));
		ret = found ? 0 : no_memory(err);
	}
	return *err->msg ? ret : typed_answer(func, call, ret, &reason);
}

static int set(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	const size_t value = wit_type_place(call->type->params[1].type, func->key.size);
	struct err reason = ERR_INIT;
	struct entry entry;
	int ret = read_key(func, call, &entry, &reason);

	(void)err;
	if (!ret)
		ret = read_value(func, call->values, value, entry.value, &reason);
	if (!ret) {
		ret = bpf_map_update_elem(entry.map->fd, entry.key, entry.value, BPF_ANY);
		if (ret)
			fail(func, ret, "set an entry of", &reason);
	}
	return typed_answer(func, call, ret, &reason);
}

static int delete(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	struct err reason = ERR_INIT;
	struct entry entry;
	int ret = read_key(func, call, &entry, &reason);

	(void)err;
	if (!ret) {
		ret = bpf_map_delete_elem(entry.map->fd, entry.key);
		if (ret)
			fail(func, ret, "delete an entry of", &reason);
	}
	return typed_answer(func, call, ret, &reason);
}

/* How many entries a list has at most. */
static uint32_t most_entries(const struct map *map)
{
	const size_t fit = BYTES_MAX / ((size_t)map->key_size + map->value_size + 1);

	return fit < ENTRIES_MAX ? (uint32_t)fit + 1 : ENTRIES_MAX;
}

/* An entry of the list, as a tuple. */
static bool write_entry(const struct typed_func *func, const struct wit_type *pair, const char *key,
			const char *value, struct buf *values, size_t at)
{
	return typed_write(&func->key, key, values, at) &&
	       write_value(func, value, values,
			   at + wit_type_place(pair->parts[1].type, func->key.size));
}

/* The list of tuples at `at` of the call's buffer. */
static bool write_entries(const struct typed_func *func, const struct component_call *call,
			  const struct map_entries *all, size_t at)
{
	const struct wit_type *pair = call->type->result->parts[0].type->parts[0].type;
	const size_t key = func->key.from_size, value = value_size(func);
	const size_t list = component_put_list(call->values, at, pair->align, all->count,
					       pair->size);

	for (uint32_t i = 0; list != SIZE_MAX && i < all->count; i++)
		if (!write_entry(func, pair, all->keys + i * key, all->values + i * value,
				 call->values, list + (size_t)i * pair->size))
			return false;
	return list != SIZE_MAX;
}

/* The same, but what is taken must fit into the answer: each entry has as many parts as one of
 * zeros, unless there are variants, of which a byte becomes eight at most. */
static uint32_t most_taken(const struct typed_func *func, const struct component_call *call,
			   const struct map *map)
{
	const struct wit_type *pair = call->type->result->parts[0].type->parts[0].type;
	const size_t size = (size_t)map->key_size + map->value_size;
	char *zero = calloc(2, size + 1);
	struct buf values = BUF_INIT(BYTES_MAX);
	const size_t at = component_allocate(&values, pair->align, pair->size);
	uint64_t parts = 8 * (uint64_t)size + 1, most;

	if (zero && at != SIZE_MAX && !flat_varies(&func->key) && !flat_varies(&func->value) &&
	    write_entry(func, pair, zero, zero + size, &values, at))
		parts = component_parts(&values, at, pair);
	free(zero);
	buf_release(&values);
	most = (TYPED_PARTS_MAX - 1) / parts;
	return most < most_entries(map) ? (most ? (uint32_t)most : 1) : most_entries(map);
}

/* Answers with a list of entries. */
static int give(struct typed_func *func, const struct component_call *call, bool takes)
{
	const size_t at = wit_type_inside(call->result, call->type->result);
	struct map_entries all = { 0 };
	struct err reason = ERR_INIT;
	struct entry entry;
	int ret = begin(func, &entry, &reason);

	if (!ret && takes)
		ret = map_entries_take(entry.map, most_taken(func, call, entry.map), &all, &reason);
	else if (!ret)
		ret = map_entries_read(entry.map, most_entries(entry.map), &all, &reason);
	if (!ret && !write_entries(func, call, &all, at))
		ret = no_memory(&reason);
	map_entries_release(&all);
	return typed_answer(func, call, ret, &reason);
}

static int entries(void *context, const struct component_call *call, struct err *err)
{
	(void)err;
	return give(context, call, false);
}

static int take_all(void *context, const struct component_call *call, struct err *err)
{
	(void)err;
	return give(context, call, true);
}

/* All of a list are read before one is set. */
static int read_list(const struct typed_func *func, const struct component_call *call,
		     struct map_entries *all, struct err *err)
{
	const struct wit_type *pair = call->type->params[0].type->parts[0].type;
	const size_t key = func->key.from_size, size = value_size(func);
	const size_t value = wit_type_place(pair->parts[1].type, func->key.size);
	const struct buf *values = call->values;
	uint32_t list[2];
	int ret = 0;

	memcpy(list, values->data, sizeof(list));
	for (; all->count < list[1] && !ret; all->count += !ret) {
		const size_t at = list[0] + (size_t)all->count * pair->size;

		ret = flat_read(&func->key, values->data, values->len, at,
				all->keys + all->count * key, err);
		if (!ret)
			ret = read_value(func, values, at + value, all->values + all->count * size,
					 err);
	}
	return ret;
}

static int set_all(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	struct map_entries all = { 0 };
	struct err reason = ERR_INIT;
	struct entry entry;
	uint32_t list[2];
	int ret = begin(func, &entry, &reason);

	(void)err;
	memcpy(list, call->values->data, sizeof(list));
	if (!ret && list[1] > most_entries(entry.map))
		ret = err_set(&reason, E2BIG, "%u entries are too many for one call", list[1]);
	if (!ret)
		ret = map_entries_init(&all, entry.map, list[1], &reason);
	if (!ret)
		ret = read_list(func, call, &all, &reason);
	if (!ret)
		ret = map_entries_set(entry.map, &all, &reason);
	map_entries_release(&all);
	return typed_answer(func, call, ret, &reason);
}

/* --- types ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	component_function *call;
} calls[] = {
	{ "get", get },         { "set", set },         { "delete", delete },
	{ "entries", entries }, { "set-all", set_all }, { "take-all", take_all },
};

/* Makes the program for a key or a value. */
static int make(struct typed *typed, struct flat *flat, size_t ref, const struct wit_type *type,
		const char *what, struct err *err)
{
	return flat_make(flat, &typed->plan, &typed->shape, &typed->plan.refs[ref], type, what,
			 err);
}

static const struct wit_type *inside(const struct wit_type *type, enum wit_kind kind)
{
	return type && type->kind == kind ? type->parts[0].type : NULL;
}

/* Those of a list's element, which is a tuple of both. */
static bool find_pair(const struct wit_type *pair, const struct wit_type **ret_key,
		      const struct wit_type **ret_value)
{
	if (!pair || pair->kind != WIT_TUPLE || pair->count != 2)
		return false;
	*ret_key = pair->parts[0].type;
	*ret_value = pair->parts[1].type;
	return true;
}

/* The types of the key and of the value where this function has them; null: it has none. False if
 * it is no such function. */
static bool find_types(const struct wit_func *type, component_function *call,
		       const struct wit_type **ret_key, const struct wit_type **ret_value)
{
	const struct wit_type *ok = NULL;

	*ret_key = *ret_value = NULL;
	if (call == entries || call == take_all)
		return !type->count && typed_is_result(type->result, &ok) &&
		       find_pair(inside(ok, WIT_LIST), ret_key, ret_value);
	if (call == set_all)
		return type->count == 1 && typed_is_result(type->result, NULL) &&
		       find_pair(inside(type->params[0].type, WIT_LIST), ret_key, ret_value);
	if (type->count)
		*ret_key = type->params[0].type;
	if (call == get) {
		if (!typed_is_result(type->result, &ok))
			return false;
		*ret_value = inside(ok, WIT_OPTION);
		return type->count == 1 && *ret_value;
	}
	if (call == set && type->count == 2)
		*ret_value = type->params[1].type;
	return typed_is_result(type->result, NULL) && type->count == (call == set ? 2u : 1u);
}

int typed_map_import(struct typed *typed, const struct world_map *map, const char *name,
		     const struct wit_func *type, struct component_import *import, struct err *err)
{
	struct typed_func *func = import->context;
	const struct wit_type *key, *value;
	int ret = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (strcmp(calls[i].name, name) == 0)
			import->call = calls[i].call;
	if (!import->call || (map->is_array && import->call == delete))
		return err_set(err, ENOENT, "there is no such function");
	if (!find_types(type, import->call, &key, &value))
		return err_set(err, EINVAL, "it has another type");
	if (value && map->is_per_cpu) {
		value = inside(value, WIT_LIST);
		if (!value)
			return err_set(err, EINVAL, "it has another type");
	}
	func->map = map;
	if (key)
		ret = make(typed, &func->key, map->key, key, "key", err);
	if (!ret && value)
		ret = make(typed, &func->value, map->value, value, "value", err);
	return ret;
}
