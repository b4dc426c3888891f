// SPDX-License-Identifier: MIT
/* Pins of maps and links, where the user allows them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

static int keep_path(struct bpf_map *map, const char *path)
{
	char *own = path ? strdup(path) : NULL;

	if (path && !own)
		return sdk_error(ENOMEM);
	free(map->pin_path);
	map->pin_path = own;
	return 0;
}

int bpf_map__set_pin_path(struct bpf_map *map, const char *path)
{
	int err = map->object->is_loaded ? sdk_error(EBUSY) :
					   sdk_failed(wasm_bpf_map_set_pin_path(map->handle, path));

	return err < 0 ? err : keep_path(map, path);
}

const char *bpf_map__pin_path(const struct bpf_map *map)
{
	return map->pin_path;
}

const char *bpf_map__get_pin_path(const struct bpf_map *map)
{
	return map->pin_path;
}

/* A map that has a pin path is pinned when it is loaded. */
bool bpf_map__is_pinned(const struct bpf_map *map)
{
	return map->is_pinned || (map->pin_path && map->object->is_loaded);
}

/* The path that is meant: one that was set is the only one. Null with errno set. */
static const char *path_for(const struct bpf_map *map, const char *path)
{
	if (!path)
		path = map->pin_path;
	if (!path || (map->pin_path && strcmp(path, map->pin_path)))
		return sdk_error_ptr(EINVAL);
	return path;
}

int bpf_map__pin(struct bpf_map *map, const char *path)
{
	int err;

	path = path_for(map, path);
	if (!path)
		return -errno;
	if (bpf_map__is_pinned(map))
		return map->pin_path ? 0 : sdk_error(EEXIST);
	err = sdk_failed(wasm_bpf_map_pin(map->handle, path));
	if (err >= 0)
		err = keep_path(map, path);
	map->is_pinned = err >= 0;
	return err;
}

int bpf_map__unpin(struct bpf_map *map, const char *path)
{
	int err;

	path = path_for(map, path);
	if (!path)
		return -errno;
	err = sdk_failed(wasm_bpf_map_unpin(map->handle, path));
	if (err < 0)
		return err;
	map->is_pinned = false;
	return path == map->pin_path ? keep_path(map, NULL) : 0;
}

/* --- all of an object's ----------------------------------------------------------------- */

/* Calls `move` for each map, with its path in the folder; a null folder means pin paths,
 * without which a map is left out. */
static int move_all(struct bpf_object *obj, const char *folder,
		    int (*move)(struct bpf_map *map, const char *path))
{
	char path[4096];
	int err = 0;

	for (struct bpf_map *map = obj->maps; map && !err; map = map->next) {
		if (!folder && !map->pin_path)
			continue;
		if (folder && snprintf(path, sizeof(path), "%s/%s", folder, map->name) >=
				      (int)sizeof(path))
			return sdk_error(ENAMETOOLONG);
		/* The kernel's names of files have no dots. */
		for (char *dot = folder ? path + strlen(folder) : NULL; dot && *dot; dot++)
			if (*dot == '.')
				*dot = '_';
		err = move(map, folder ? path : NULL);
	}
	return err;
}

int bpf_object__pin_maps(struct bpf_object *obj, const char *path)
{
	return obj->is_loaded ? move_all(obj, path, bpf_map__pin) : sdk_error(ENOENT);
}

int bpf_object__unpin_maps(struct bpf_object *obj, const char *path)
{
	return move_all(obj, path, bpf_map__unpin);
}

static int no_programs(const char *function)
{
	return sdk_unsupported(function, "pin links and maps, not programs");
}

int bpf_object__pin_programs(struct bpf_object *obj, const char *path)
{
	(void)obj, (void)path;
	return no_programs(__func__);
}

int bpf_object__unpin_programs(struct bpf_object *obj, const char *path)
{
	(void)obj, (void)path;
	return no_programs(__func__);
}

int bpf_object__pin(struct bpf_object *obj, const char *path)
{
	(void)obj, (void)path;
	return no_programs(__func__);
}

/* --- by descriptor ------------------------------------------------------------------------ */

int bpf_obj_pin(int fd, const char *pathname)
{
	const struct sdk_descriptor *link;

	if (!pathname)
		return sdk_error(EINVAL);
	if (fd < SDK_DESCRIPTORS || sdk_descriptor_find(fd, SDK_MAP))
		return sdk_failed(wasm_bpf_map_pin(sdk_map_handle(fd), pathname));
	link = sdk_descriptor_find(fd, SDK_LINK);
	return link ? sdk_failed(wasm_bpf_link_pin(link->handle, pathname)) : no_programs(__func__);
}

int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts)
{
	if (sdk_option(opts, file_flags) || sdk_option(opts, path_fd))
		return sdk_unsupported(__func__, "leave the options 0, and name the whole path");
	return bpf_obj_pin(fd, pathname);
}

int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts)
{
	if (sdk_option(opts, file_flags) || sdk_option(opts, path_fd))
		return sdk_unsupported(__func__, "leave the options 0, and name the whole path");
	return bpf_obj_get(pathname);
}
