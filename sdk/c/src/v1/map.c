// SPDX-License-Identifier: MIT
/* Maps by name and by descriptor. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <wasm_bpf.h>
#include "object.h"

/* --- by descriptor ---------------------------------------------------------- */

int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(fd, WASM_BPF_MAP_LOOKUP, key, value, NULL, flags));
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, 0);
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(fd, WASM_BPF_MAP_UPDATE, key, (void *)value, NULL,
					       flags));
}

int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(fd, WASM_BPF_MAP_DELETE, key, NULL, NULL, flags));
}

int bpf_map_delete_elem(int fd, const void *key)
{
	return bpf_map_delete_elem_flags(fd, key, 0);
}

int bpf_map_get_next_key(int fd, const void *key, void *next_key)
{
	return sdk_result(wasm_bpf_map_operate(fd, WASM_BPF_MAP_GET_NEXT_KEY, key, NULL, next_key,
					       0));
}

/* --- by name ---------------------------------------------------------------- */

struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	return map ? map->next : obj->maps;
}

struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
{
	/* The kernel's name of a map of global variables begins with the object's:
	 * "app.rodata". The map's own name begins with the dot. */
	const char *own = strchr(name, '.') ? strchr(name, '.') : name;

	for (struct bpf_map *map = obj->maps; map; map = map->next)
		if (!strcmp(map->name, map->initial_size ? own : name))
			return map;
	return sdk_error_ptr(ENOENT);
}

int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(obj, name);

	return map ? bpf_map__fd(map) : -ENOENT;
}

int bpf_map__fd(const struct bpf_map *map)
{
	if (!map)
		return sdk_error(EINVAL);
	return map->fd < 0 ? sdk_error(EBADF) : map->fd;
}

const char *bpf_map__name(const struct bpf_map *map)
{
	return map->name;
}

/* --- global variables ------------------------------------------------------- */

bool bpf_map__is_internal(const struct bpf_map *map)
{
	return map->initial_size;
}

void *bpf_map__initial_value(const struct bpf_map *map, size_t *ret_size)
{
	if (!map->initial_size)
		return sdk_error_ptr(EINVAL);
	if (ret_size)
		*ret_size = map->initial_size;
	return map->initial;
}

int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size)
{
	if (map->object->handle)
		return sdk_error(EBUSY);
	if (!map->initial_size || size != map->initial_size)
		return sdk_error(EINVAL);
	memcpy(map->initial, data, size);
	return 0;
}

typedef int (*globals_fn)(int fd, const void *key, void *value);

static int each_globals(struct bpf_object *obj, globals_fn move)
{
	static const __u32 key = 0;

	for (const struct bpf_map *map = obj->maps; map; map = map->next) {
		int err;

		if (!map->initial_size || !strncmp(map->name, ".rodata", strlen(".rodata")))
			continue;
		err = move(map->fd, &key, map->initial);
		if (err)
			return err;
	}
	return 0;
}

static int update(int fd, const void *key, void *value)
{
	return bpf_map_update_elem(fd, key, value, BPF_ANY);
}

int wasm_bpf_globals_read(struct bpf_object *obj)
{
	return each_globals(obj, bpf_map_lookup_elem);
}

int wasm_bpf_globals_write(struct bpf_object *obj)
{
	return each_globals(obj, update);
}
