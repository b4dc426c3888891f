// SPDX-License-Identifier: MIT
/* The entries of a map, as a typed guest gets and gives them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/map.h"
#include "session/object.h"
#include "typed/private.h"

enum { ENTRIES_MAX = 1 << 20 };

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

/* All entries, as C has them, one after the other. An entry that is deleted meanwhile is left out;
 * where the walk began anew because of that, no more are taken than the map can have. */
static int read_entries(const struct typed_func *func, const struct entry *entry, struct buf *all,
			uint32_t *ret_count, struct err *err)
{
	const uint32_t size = entry->map->key_size;
	char *next = entry->next;
	const uint32_t most = entry->map->max_entries < ENTRIES_MAX ? entry->map->max_entries
								    : ENTRIES_MAX;
	bool is_first = true;
	uint32_t count = 0;
	int ret;

	while ((ret = bpf_map_get_next_key(entry->map->fd, is_first ? NULL : entry->key, next)) ==
	       0) {
		is_first = false;
		memcpy(entry->key, next, size);
		ret = bpf_map_lookup_elem(entry->map->fd, next, entry->value);
		if (ret == -ENOENT)
			continue;
		if (ret < 0)
			break;
		if (count == most && most < entry->map->max_entries)
			return err_set(err, E2BIG, "'%s' has too many entries for a list",
				       func->map->map);
		if (count == most)
			break;
		buf_add(all, next, size);
		buf_add(all, entry->value, entry->map->value_size);
		count++;
	}
	*ret_count = count;
	if (ret < 0 && ret != -ENOENT)
		return fail(func, ret, "read", err);
	return all->error
		       ? err_set(err, E2BIG, "'%s' has too many entries for a list", func->map->map)
		       : 0;
}

/* The list of pairs at `at` of the call's buffer. */
static bool write_entries(const struct typed_func *func, const struct component_call *call,
			  const struct buf *all, uint32_t count, size_t at)
{
	const struct wit_type *pair = call->type->result->parts[0].type->parts[0].type;
	const size_t stride = func->key.from_size + value_size(func);
	const size_t list = component_put_list(call->values, at, pair->align, count, pair->size);
	const size_t value = wit_type_place(pair->parts[1].type, func->key.size);

	if (list == SIZE_MAX)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const char *from = all->data + i * stride;
		const size_t to = list + (size_t)i * pair->size;

		if (!typed_write(&func->key, from, call->values, to) ||
		    !write_value(func, from + func->key.from_size, call->values, to + value))
			return false;
	}
	return true;
}

static int entries(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	struct buf all = BUF_INIT(64 << 20);
	struct err reason = ERR_INIT;
	struct entry entry;
	uint32_t count = 0;
	int ret = begin(func, &entry, &reason);

	(void)err;
	if (!ret)
		ret = read_entries(func, &entry, &all, &count, &reason);
	if (!ret && !write_entries(func, call, &all, count,
				   wit_type_inside(call->result, call->type->result)))
		ret = no_memory(&reason);
	buf_release(&all);
	return typed_answer(func, call, ret, &reason);
}

/* --- types ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	component_function *call;
} calls[] = { { "get", get }, { "set", set }, { "delete", delete }, { "entries", entries } };

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

/* The types of the key and of the value where this function has them; null: it has none. False if
 * it is no such function. */
static bool find_types(const struct wit_func *type, component_function *call,
		       const struct wit_type **ret_key, const struct wit_type **ret_value)
{
	const struct wit_type *ok = NULL;

	*ret_key = *ret_value = NULL;
	if (call != entries && type->count)
		*ret_key = type->params[0].type;
	if (call == get) {
		if (!typed_is_result(type->result, &ok))
			return false;
		*ret_value = inside(ok, WIT_OPTION);
		return type->count == 1 && *ret_value;
	}
	if (call == entries) {
		ok = typed_is_result(type->result, &ok) ? inside(ok, WIT_LIST) : NULL;
		if (!ok || ok->kind != WIT_TUPLE || ok->count != 2)
			return false;
		*ret_key = ok->parts[0].type;
		*ret_value = ok->parts[1].type;
		return !type->count;
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
