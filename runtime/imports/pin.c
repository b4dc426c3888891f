// SPDX-License-Identifier: MIT
/* Imports for pins. */
#include <errno.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "session/link.h"
#include "session/map.h"
#include "session/pin.h"

/* The path of a pin, or null with the error set. */
static const char *pin_path(const struct session *session, uint64_t pointer, struct err *err)
{
	const char *path = guest_string(session, pointer, GUEST_TARGET_MAX);

	if (!path)
		call_bad_pointer(err, "a path");
	return path;
}

V2_FUNCTION(map_pin)
{
	struct map *map = call_loaded_map(session, args->map, err);
	const char *path = map ? pin_path(session, args->path, err) : NULL;
	int ret = path ? pin_add(session->options->policy, map->fd, path, err) : -err->code;

	if (ret == 0)
		map_read_elsewhere(map);
	return ret;
}

V2_FUNCTION(map_unpin)
{
	const struct map *map = call_loaded_map(session, args->map, err);
	const char *path = map ? pin_path(session, args->path, err) : NULL;

	return path ? pin_remove(session->options->policy, map->fd, path, err) : -err->code;
}

V2_FUNCTION(map_open_pinned)
{
	const char *path = pin_path(session, args->path, err);
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
	struct link *link = call_link(session, args->link, err);
	const char *path = link ? pin_path(session, args->path, err) : NULL;

	return path ? link_pin(link, path, err) : -err->code;
}

V2_FUNCTION(link_unpin)
{
	const struct link *link = call_link(session, args->link, err);
	const char *path = link ? pin_path(session, args->path, err) : NULL;

	return path ? link_unpin(link, path, err) : -err->code;
}

V2_FUNCTION(link_open_pinned)
{
	const char *path = pin_path(session, args->path, err);
	struct link *link;
	int ret = path ? link_open_pinned(session, path, &link, err) : -err->code;

	return ret < 0 ? ret : link->handle;
}
