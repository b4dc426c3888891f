// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for maps of the guest's own, and for pins. */
#include <errno.h>
#include <string.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "session/link.h"
#include "session/map.h"
#include "session/pin.h"
#include "session/session.h"

/* sdk/c/include/wasm_bpf_v2.h has it, too. */
struct v2_map_definition {
	uint32_t type, key_size, value_size, max_entries, flags;
	int32_t inner;
	uint64_t extra;
	char name[16];
};

V2_FUNCTION(map_create)
{
	struct v2_map_definition given = { 0 };
	const size_t size = args[1] < sizeof(given) ? args[1] : sizeof(given);
	const void *from = guest_range(session->instance, args[0], size);
	struct map_definition definition;
	const struct map *inner = NULL;
	struct map *map;
	int ret;

	if (!from)
		return v2_bad_pointer(err, "a map's definition");
	memcpy(&given, from, size);
	if (memchr(given.name, '\0', sizeof(given.name)) == NULL)
		return err_set(err, EINVAL, "the name of a map has no end");
	if (given.inner) {
		inner = v2_loaded_map(session, (uint64_t)given.inner, err);
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
	struct map *map = v2_map(session, args[0], err);

	if (!map)
		return -EBADF;
	if (map->object)
		return err_set(err, EINVAL, "cannot close '%s': it is its object's", map->name);
	session_close_map(session, map);
	return 0;
}

/* The path of a pin, or null with the error set. */
static const char *pin_path(const struct session *session, uint64_t pointer, struct err *err)
{
	const char *path = guest_string(session, pointer, GUEST_TARGET_MAX);

	if (!path)
		v2_bad_pointer(err, "a path");
	return path;
}

V2_FUNCTION(map_pin)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	const char *path = map ? pin_path(session, args[1], err) : NULL;

	return path ? pin_add(session->options->policy, map->fd, path, err) : -err->code;
}

V2_FUNCTION(map_unpin)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	const char *path = map ? pin_path(session, args[1], err) : NULL;

	return path ? pin_remove(session->options->policy, map->fd, path, err) : -err->code;
}

V2_FUNCTION(map_open_pinned)
{
	const char *path = pin_path(session, args[0], err);
	struct map *map;
	int fd, ret;

	if (!path)
		return -err->code;
	ret = pin_open_map(session->options->policy, path, &fd, err);
	if (ret == 0)
		ret = map_new_own(fd, &map, err);
	if (ret == 0)
		ret = session_add_map(session, map, err);
	return ret < 0 ? ret : map->handle;
}

V2_FUNCTION(link_pin)
{
	struct link *link = v2_link(session, args[0], err);
	const char *path = link ? pin_path(session, args[1], err) : NULL;

	return path ? link_pin(link, path, err) : -err->code;
}
