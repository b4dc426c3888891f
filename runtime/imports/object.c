// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for objects, and for their maps before the load. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "session/map.h"
#include "session/object.h"
#include "session/session.h"

V2_FUNCTION(object_open)
{
	const void *bytes = guest_range(session->instance, args[0], args[1]);
	const char *name = args[2] ? guest_string(session, args[2], GUEST_NAME_MAX) : NULL;
	struct object *object;
	void *copy;
	int ret;

	if (!bytes)
		return v2_bad_pointer(err, "an object");
	if (args[2] && !name)
		return v2_bad_pointer(err, "a name");
	/* A copy: libbpf wants it aligned, and the guest must not change it meanwhile. */
	copy = malloc(args[1] + 1);
	if (!copy)
		return err_set(err, ENOMEM, "cannot open a BPF object: %s", strerror(ENOMEM));
	memcpy(copy, bytes, args[1]);
	ret = object_open(session, copy, args[1], name, &object, err);
	free(copy);
	return ret < 0 ? ret : object->handle;
}

V2_FUNCTION(object_load)
{
	struct object *object = v2_object(session, args[0], err);

	return object ? object_load(object, err) : -EBADF;
}

V2_FUNCTION(object_log)
{
	const struct object *object = v2_object(session, args[0], err);
	int64_t ret;

	if (!object)
		return -EBADF;
	ret = v2_put_text(session, args[1], args[2], object->log.data ? object->log.data : "");
	return ret < 0 ? v2_bad_pointer(err, "room for a log") : ret;
}

V2_FUNCTION(object_close)
{
	struct object *object = v2_object(session, args[0], err);

	if (!object)
		return -EBADF;
	object_close(object);
	return 0;
}

V2_FUNCTION(map_next)
{
	struct object *object = v2_object(session, args[0], err);
	struct map *map = object && args[1] ? v2_map(session, args[1], err) : NULL;
	int ret;

	if (!object || (args[1] && !map))
		return -EBADF;
	if (map && map->object != object)
		return err_set(err, EINVAL, "map %d is none of object %d", (int32_t)args[1],
			       (int32_t)args[0]);
	ret = object_next_map(object, map, &map, err);
	return ret < 0 ? ret : map ? map->handle : 0;
}

/* A map that can still be set up, or null with the error set. */
static struct map *map_to_define(struct session *session, uint64_t handle, struct err *err)
{
	struct map *map = v2_map(session, handle, err);

	if (map && (!map->object || map->object->state != OBJECT_OPEN)) {
		err_set(err, EBUSY, "cannot set up the map '%s': it was loaded", map->name);
		return NULL;
	}
	return map;
}

V2_FUNCTION(map_set)
{
	struct map *map = map_to_define(session, args[0], err);
	const int32_t what = (int32_t)args[1];

	if (!map)
		return -err->code;
	if (what < MAP_SET_MAX_ENTRIES || what >= MAP_SET_END)
		return err_set(err, EINVAL, "a map has no setting %d", what);
	return map_set(map, (enum map_setting)what, args[2], err);
}

static int64_t no_globals(const struct map *map, struct err *err)
{
	return err_set(err, EINVAL, "the map '%s' holds no global variables", map->name);
}

V2_FUNCTION(map_initial)
{
	const struct map *map = v2_map(session, args[0], err);
	const void *data;
	size_t size;
	int64_t ret;

	if (!map)
		return -EBADF;
	data = map_initial(map, &size);
	if (!data)
		return no_globals(map, err);
	ret = v2_put(session, args[1], args[2], data, size);
	return ret < 0 ? v2_bad_pointer(err, "room for initial values") : ret;
}

V2_FUNCTION(map_set_initial)
{
	struct map *map = map_to_define(session, args[0], err);
	const void *data = guest_range(session->instance, args[1], args[2]);
	size_t size;
	int ret;

	if (!map)
		return -err->code;
	if (!map_initial(map, &size))
		return no_globals(map, err);
	if (args[2] != size)
		return err_set(err, EINVAL, "the initial values of '%s' have %zu bytes, not %llu",
			       map->name, size, (unsigned long long)args[2]);
	if (!data)
		return v2_bad_pointer(err, "initial values");
	ret = bpf_map__set_initial_value(map->bpf, data, size);
	return ret < 0 ? err_set(err, -ret, "cannot set the initial values of '%s': %s", map->name,
				 strerror(-ret))
		       : 0;
}

V2_FUNCTION(map_set_inner)
{
	struct map *map = map_to_define(session, args[0], err);
	const struct map *inner = map ? v2_loaded_map(session, args[1], err) : NULL;
	int ret;

	if (!inner)
		return -err->code;
	ret = map_set_inner(map, inner);
	return ret < 0 ? err_set(err, -ret, "cannot put maps like '%s' into '%s': %s", inner->name,
				 map->name, strerror(-ret))
		       : 0;
}

V2_FUNCTION(map_set_pin_path)
{
	struct map *map = map_to_define(session, args[0], err);
	const char *path = args[1] ? guest_string(session, args[1], GUEST_TARGET_MAX) : NULL;
	int ret;

	if (!map)
		return -err->code;
	if (args[1] && !path)
		return v2_bad_pointer(err, "a path");
	ret = path ? policy_may_pin(session->options->policy, path, err) : 0;
	if (ret < 0)
		return ret;
	ret = bpf_map__set_pin_path(map->bpf, path);
	return ret < 0 ? err_set(err, -ret, "cannot pin '%s' at '%s': %s", map->name, path,
				 strerror(-ret))
		       : 0;
}
