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

#include "abi.h"
#include "guest.h"
#include "host_v2.h"
#include "lib/err.h"
#include "map.h"
#include "object.h"
#include "pump.h"
#include "session.h"

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

V2_FUNCTION(map_find)
{
	struct object *object = handles_find(&session->objects, (int32_t)args[0]);
	const char *name = guest_string(session, args[1], V2_NAME_MAX);
	struct map *map;
	int ret;

	if (!object)
		return v2_no_handle(err, "object", args[0]);
	if (!name)
		return v2_bad_pointer(err, "a name");
	ret = object_map(object, name, &map, err);
	return ret < 0 ? ret : map->handle;
}

V2_FUNCTION(map_info)
{
	const struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	struct v2_map_info info = { 0 };
	int64_t ret;

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	info = (struct v2_map_info){
		.type = map->type,
		.key_size = map->key_size,
		.value_size = (uint32_t)map->value_size,
		.max_entries = map->max_entries,
		.flags = map->flags,
		.mmap_size = mapping_size(map),
	};
	snprintf(info.name, sizeof(info.name), "%s", bpf_map__name(map->bpf));
	ret = v2_put(session, args[1], args[2], &info, sizeof(info));
	return ret < 0 ? v2_bad_pointer(err, "a map's info") : ret;
}

V2_FUNCTION(map_mmap)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	void *at = guest_range(session->instance, args[1], args[2]);
	uint64_t size;

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	size = mapping_size(map);
	if (!size)
		return err_set(err, EINVAL, "cannot map '%s': neither a ring buffer nor an array "
			       "with BPF_F_MMAPABLE", bpf_map__name(map->bpf));
	if (args[2] < size)
		return err_set(err, ENOSPC, "cannot map '%s': it takes %llu bytes",
			       bpf_map__name(map->bpf), (unsigned long long)size);
	if (!at)
		return v2_bad_pointer(err, "memory for a map");
	if ((uintptr_t)at % (uintptr_t)sysconf(_SC_PAGESIZE))
		return err_set(err, EINVAL, "cannot map '%s': the address starts no page",
			       bpf_map__name(map->bpf));
	if (map->mapping || session->polling)
		return err_set(err, EBUSY, "cannot map '%s': %s", bpf_map__name(map->bpf),
			       map->mapping ? "it is mapped" : "a poll is under way");
	/* The pump would take the guest's position for its own. */
	pump_close(map->pump);
	map->pump = NULL;
	map->no_pump = true;
	return mapping_new(&session->mappings, map, at, &map->mapping, err);
}

V2_FUNCTION(map_munmap)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	if (!map->mapping)
		return err_set(err, EINVAL, "'%s' is not mapped", bpf_map__name(map->bpf));
	if (mapping_free(&session->mappings, map->mapping) < 0)
		return err_set(err, ENOMEM, "no memory to put in place of '%s'",
			       bpf_map__name(map->bpf));
	map->mapping = NULL;
	return 0;
}
