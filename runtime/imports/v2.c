// SPDX-License-Identifier: MIT
/*
 * The host functions of ABI part 2: decode what the guest passed, call what does it,
 * return. Errors are Linux's numbers, negative; the reason is kept for last_error.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "records/pump.h"
#include "session/map.h"
#include "session/object.h"
#include "session/session.h"

int64_t v2_run(struct session *session, const char *name, v2_function *function,
	       const uint64_t *args)
{
	struct err err;
	int64_t ret;

	err.code = 0;
	err.hint[0] = '\0';
	log_begin(&session->log);
	ret = function(session, args, &err);
	log_end();
	if (ret < 0 && ret >= -V2_ERROR_MAX)
		session_keep_reason(session, name, (int)-ret, &err);
	return ret;
}

int64_t v2_put(struct session *session, uint64_t pointer, uint64_t size, const void *what,
	       size_t what_size)
{
	const size_t count = size < what_size ? size : what_size;
	void *to = guest_writable(session, pointer, count);

	if (!to && count)
		return -EFAULT;
	if (count)
		memcpy(to, what, count);
	return (int64_t)what_size;
}

int64_t v2_put_text(struct session *session, uint64_t pointer, uint64_t size, const char *text)
{
	const size_t len = strlen(text);
	char *to = guest_writable(session, pointer, size);

	if (!size)
		return (int64_t)len;
	if (!to)
		return -EFAULT;
	snprintf(to, size, "%s", text);
	return (int64_t)len;
}

/* Itself it leaves no reason. */
int64_t v2_last_error(void *host, const uint64_t *args)
{
	struct session *session = host;
	char text[256] = "";

	if (session->reason.len && !session->reason.error)
		return v2_put_text(session, args[0], args[1], session->reason.data);
	if (session->code)
		snprintf(text, sizeof(text), "%s: %s\n", session->failed, strerror(session->code));
	return v2_put_text(session, args[0], args[1], text);
}

int64_t v2_no_handle(struct err *err, const char *noun, uint64_t handle)
{
	return err_set(err, EBADF, "no such %s: %d", noun, (int32_t)handle);
}

int64_t v2_bad_pointer(struct err *err, const char *what)
{
	return err_set(err, EFAULT, "bad pointer to %s", what);
}

static void *find(const struct handles *handles, const char *noun, uint64_t handle,
		  struct err *err)
{
	void *found = handles_find(handles, (int32_t)handle);

	if (!found)
		v2_no_handle(err, noun, handle);
	return found;
}

struct object *v2_object(struct session *session, uint64_t handle, struct err *err)
{
	return find(&session->objects, "object", handle, err);
}

struct program *v2_program(struct session *session, uint64_t handle, struct err *err)
{
	return find(&session->programs, "program", handle, err);
}

struct link *v2_link(struct session *session, uint64_t handle, struct err *err)
{
	return find(&session->links, "link", handle, err);
}

struct iter *v2_iter(struct session *session, uint64_t handle, struct err *err)
{
	return find(&session->iters, "iterator", handle, err);
}

struct map *v2_map(struct session *session, uint64_t handle, struct err *err)
{
	return find(&session->maps, "map", handle, err);
}

struct map *v2_loaded_map(struct session *session, uint64_t handle, struct err *err)
{
	struct map *map = v2_map(session, handle, err);

	if (map && map->fd < 0) {
		err_set(err, EINVAL, "cannot use the map '%s': it is not loaded", map->name);
		return NULL;
	}
	return map;
}

V2_FUNCTION(map_find)
{
	struct object *object = v2_object(session, args[0], err);
	const char *name = guest_string(session, args[1], GUEST_NAME_MAX);
	struct map *map;
	int ret;

	if (!object)
		return -EBADF;
	if (!name)
		return v2_bad_pointer(err, "a name");
	ret = object_map(object, name, &map, err);
	return ret < 0 ? ret : map->handle;
}

enum { STATE_LOADED = 1, STATE_GLOBALS = 2, STATE_AUTOCREATE = 4, STATE_FROZEN = 8 };

static uint32_t map_state(const struct map *map)
{
	size_t size;

	return (map->fd >= 0 ? STATE_LOADED : 0) | (map_initial(map, &size) ? STATE_GLOBALS : 0) |
	       (map->bpf && bpf_map__autocreate(map->bpf) ? STATE_AUTOCREATE : 0) |
	       (map_is_frozen(map) ? STATE_FROZEN : 0);
}

V2_FUNCTION(map_info)
{
	const struct map *map = v2_map(session, args[0], err);
	struct v2_map_info info = { 0 };
	int64_t ret;

	if (!map)
		return -EBADF;
	info = (struct v2_map_info){
		.type = map->type,
		.key_size = map->key_size,
		.value_size = (uint32_t)map->value_size,
		.max_entries = map->max_entries,
		.flags = map->flags,
		.state = map_state(map),
		.mmap_size = mapping_size(map),
	};
	snprintf(info.name, sizeof(info.name), "%s", map->name);
	ret = v2_put(session, args[1], args[2], &info, sizeof(info));
	return ret < 0 ? v2_bad_pointer(err, "a map's info") : ret;
}

V2_FUNCTION(map_mmap)
{
	struct map *map = v2_loaded_map(session, args[0], err);
	void *at = guest_range(session->instance, args[1], args[2]);
	uint64_t size;

	if (!map)
		return -err->code;
	size = mapping_size(map);
	if (!size)
		return err_set(err, EINVAL, "cannot map '%s': neither a ring buffer nor an array "
			       "with BPF_F_MMAPABLE", map->name);
	if (args[2] < size)
		return err_set(err, ENOSPC, "cannot map '%s': it takes %llu bytes",
			       map->name, (unsigned long long)size);
	if (!at)
		return v2_bad_pointer(err, "memory for a map");
	if ((uintptr_t)at % (uintptr_t)sysconf(_SC_PAGESIZE))
		return err_set(err, EINVAL, "cannot map '%s': the address starts no page",
			       map->name);
	if (map->mapping || session->polling)
		return err_set(err, EBUSY, "cannot map '%s': %s", map->name,
			       map->mapping ? "it is mapped" : "a poll is under way");
	/* The pump would take the guest's position for its own. */
	pump_close(map->pump);
	map->pump = NULL;
	map->no_pump = true;
	if (map->type == BPF_MAP_TYPE_RINGBUF && !map->counts)
		map->counts = session_count(session, map->name);
	return mapping_new(&session->mappings, map, at, &map->mapping, err);
}

V2_FUNCTION(map_munmap)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	if (!map->mapping)
		return err_set(err, EINVAL, "'%s' is not mapped", map->name);
	if (session_unmap(session, map) < 0)
		return err_set(err, ENOMEM, "no memory to put in place of '%s'", map->name);
	return 0;
}
