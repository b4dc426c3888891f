// SPDX-License-Identifier: MIT
/* Imports for maps as a whole: find, set up, make, map into memory. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "policy/policy.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"
#include "session/object.h"

V1_FUNCTION(wasm_bpf_map_fd_by_name)
{
	struct object *object = handles_find(&session->objects, (int64_t)args->object);
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	struct map *map;
	int ret;

	if (!object)
		return -EBADF;
	if (!name)
		return -EFAULT;
	ret = object_map(object, name, &map, NULL);
	return ret < 0 ? ret : map->handle;
}

V2_FUNCTION(map_find)
{
	struct object *object = call_object(session, args->object, err);
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	struct map *map;
	int ret;

	if (!object)
		return -EBADF;
	if (!name)
		return call_bad_pointer(err, "a name");
	ret = object_map(object, name, &map, err);
	return ret < 0 ? ret : map->handle;
}

static uint32_t map_state(const struct map *map)
{
	size_t size;

	return (map->fd >= 0 ? WASM_BPF_MAP_LOADED : 0) |
	       (map_initial(map, &size) ? WASM_BPF_MAP_GLOBALS : 0) |
	       (map->bpf && bpf_map__autocreate(map->bpf) ? WASM_BPF_MAP_AUTOCREATE : 0) |
	       (map_is_frozen(map) ? WASM_BPF_MAP_FROZEN : 0);
}

V2_FUNCTION(map_info)
{
	const struct map *map = call_map(session, args->map, err);
	struct wasm_bpf_map_info info = { 0 };
	int64_t ret;

	if (!map)
		return -EBADF;
	info = (struct wasm_bpf_map_info){
		.type = map->type,
		.key_size = map->key_size,
		.value_size = (uint32_t)map->value_size,
		.max_entries = map->max_entries,
		.flags = map->flags,
		.state = map_state(map),
		.mmap_size = map_mmap_size(map),
		.id = map->id,
	};
	snprintf(info.name, sizeof(info.name), "%s", map->name);
	ret = call_put(session, args->info, args->size, &info, sizeof(info));
	return ret < 0 ? call_bad_pointer(err, "a map's info") : ret;
}

V2_FUNCTION(map_next)
{
	struct object *object = call_object(session, args->object, err);
	struct map *map = object && args->map ? call_map(session, args->map, err) : NULL;
	int ret;

	if (!object || (args->map && !map))
		return -EBADF;
	if (map && map->object != object)
		return err_set(err, EINVAL, "map %d does not belong to object %d", args->map,
			       args->object);
	ret = object_next_map(object, map, &map, err);
	return ret < 0 ? ret : map ? map->handle : 0;
}

/* A map that can still be set up, or null with the error set. */
static struct map *map_to_define(struct session *session, int32_t handle, struct err *err)
{
	struct map *map = call_map(session, handle, err);

	if (map && (!map->object || map->object->state != OBJECT_OPEN)) {
		err_set(err, EBUSY, "cannot change the map '%s': it is already loaded", map->name);
		return NULL;
	}
	return map;
}

V2_FUNCTION(map_set)
{
	struct map *map = map_to_define(session, args->map, err);
	const int32_t what = args->what;

	if (!map)
		return -err->code;
	if (what < WASM_BPF_MAP_SET_MAX_ENTRIES || what > WASM_BPF_MAP_SET_IFINDEX)
		return err_set(err, EINVAL, "no such map setting: %d", what);
	return map_set(map, (enum wasm_bpf_map_setting)what, args->value, err);
}

static int64_t no_globals(const struct map *map, struct err *err)
{
	return err_set(err, EINVAL, "the map '%s' does not hold global variables", map->name);
}

V2_FUNCTION(map_initial)
{
	const struct map *map = call_map(session, args->map, err);
	const void *data;
	size_t size;
	int64_t ret;

	if (!map)
		return -EBADF;
	data = map_initial(map, &size);
	if (!data)
		return no_globals(map, err);
	ret = call_put(session, args->data, args->size, data, size);
	return ret < 0 ? call_bad_pointer(err, "a buffer for initial values") : ret;
}

V2_FUNCTION(map_set_initial)
{
	struct map *map = map_to_define(session, args->map, err);
	const void *data = guest_range(session, args->data, args->size);
	size_t size;
	int ret;

	if (!map)
		return -err->code;
	if (!map_initial(map, &size))
		return no_globals(map, err);
	if (args->size != size)
		return err_set(err, EINVAL, "the initial values of '%s' have %zu bytes, not %llu",
			       map->name, size, (unsigned long long)args->size);
	if (!data)
		return call_bad_pointer(err, "initial values");
	ret = bpf_map__set_initial_value(map->bpf, data, size);
	return ret < 0 ? err_set(err, -ret, "cannot set the initial values of '%s': %s", map->name,
				 strerror(-ret))
		       : 0;
}

V2_FUNCTION(map_variable)
{
	const struct map *map = call_map(session, args->map, err);
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	void *to = args->size ? guest_range(session, args->size, sizeof(uint32_t)) : NULL;
	uint32_t offset, size;
	int ret;

	if (!map)
		return -EBADF;
	if (!name || (args->size && !to))
		return call_bad_pointer(err, name ? "a size" : "a name");
	ret = map_variable(map, name, &offset, &size, err);
	if (ret)
		return ret;
	if (to)
		memcpy(to, &size, sizeof(size));
	return offset;
}

V2_FUNCTION(map_set_inner)
{
	struct map *map = map_to_define(session, args->map, err);
	const struct map *inner = map ? call_loaded_map(session, args->inner, err) : NULL;
	int ret;

	if (!inner)
		return -err->code;
	ret = map_set_inner(map, inner);
	return ret < 0 ? err_set(err, -ret, "cannot use '%s' as the inner map of '%s': %s",
				 inner->name,
				 map->name, strerror(-ret))
		       : 0;
}

V2_FUNCTION(map_reuse)
{
	struct map *map = map_to_define(session, args->map, err);
	struct map *other = map ? call_loaded_map(session, args->other, err) : NULL;

	return other ? map_reuse(map, other, err) : -err->code;
}

V2_FUNCTION(map_create)
{
	struct wasm_bpf_map_definition given = { 0 };
	const size_t size = args->size < sizeof(given) ? args->size : sizeof(given);
	const void *from = guest_range(session, args->definition, size);
	struct map_definition definition;
	const struct map *inner = NULL;
	struct map *map;
	int ret;

	if (!from)
		return call_bad_pointer(err, "a map's definition");
	memcpy(&given, from, size);
	if (memchr(given.name, '\0', sizeof(given.name)) == NULL)
		return err_set(err, EINVAL, "the name of a map does not end in NUL");
	if (given.inner) {
		inner = call_loaded_map(session, given.inner, err);
		if (!inner)
			return -err->code;
	}
	definition = (struct map_definition){
		.type = given.type,
		.key_size = given.key_size,
		.value_size = given.value_size,
		.max_entries = given.max_entries,
		.flags = given.flags,
		.inner_fd = inner ? inner->fd : -1,
		.token_fd = session->token_fd,
		.extra = given.extra,
		.name = given.name,
	};
	ret = map_create(&definition, session->options->policy, &map, err);
	if (ret == 0)
		ret = session_add_map(session, map, err);
	return ret < 0 ? ret : map->handle;
}

V2_FUNCTION(map_close)
{
	struct map *map = call_map(session, args->map, err);

	if (!map)
		return -EBADF;
	if (map->object)
		return err_set(err, EINVAL, "cannot close '%s': it belongs to an object",
			       map->name);
	session_close_map(session, map);
	return 0;
}

V2_FUNCTION(map_set_pin_path)
{
	struct map *map = map_to_define(session, args->map, err);
	const char *path = args->path ? guest_string(session, args->path, GUEST_TARGET_MAX) : NULL;
	int ret;

	if (!map)
		return -err->code;
	if (args->path && !path)
		return call_bad_pointer(err, "a path");
	ret = path ? policy_may_pin(session->options->policy, path, err) : 0;
	if (ret < 0)
		return ret;
	ret = bpf_map__set_pin_path(map->bpf, path);
	return ret < 0 ? err_set(err, -ret, "cannot pin '%s' at '%s': %s", map->name, path,
				 strerror(-ret))
		       : 0;
}

/* --- in the guest's memory ------------------------------------------------------- */

V2_FUNCTION(map_mmap)
{
	struct map *map = call_loaded_map(session, args->map, err);
	struct records *records = map ? map_records(map, session, err) : NULL;

	return records ? records_map(records, guest_range(session, args->at, args->size),
				     args->size, err)
		       : -err->code;
}

V2_FUNCTION(map_munmap)
{
	struct map *map = call_map(session, args->map, err);

	if (!map)
		return -EBADF;
	if (!map->records || !records_are_mapped(map->records))
		return err_set(err, EINVAL, "'%s' is not mapped", map->name);
	if (records_unmap(map->records) < 0)
		return err_set(err, ENOMEM, "no memory to put in place of '%s'", map->name);
	return 0;
}
