// SPDX-License-Identifier: MIT
/*
 * Global variables. Before loading their memory holds the initial values; then the map's
 * pages are put over it, so that pointers into it stay good. Where that is not possible it
 * is a copy, which wasm_bpf_globals_read() and _write() take over and give.
 */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

/* The memory of a map that has some, which is made at first. Null with errno set. */
static void *globals_of(struct bpf_map *map)
{
	int size;

	if (map->initial || !map->is_internal)
		return map->initial ? map->initial : sdk_error_ptr(EINVAL);
	size = sdk_result(wasm_bpf_map_initial(map->handle, NULL, 0));
	if (size <= 0)
		return size ? NULL : sdk_error_ptr(EINVAL);
	map->initial = sdk_pages_new(size);
	if (!map->initial)
		return NULL;
	map->initial_size = size;
	wasm_bpf_map_initial(map->handle, map->initial, size);
	if (map->object->is_loaded)
		sdk_globals_map(map);
	return map->initial;
}

bool bpf_map__is_internal(const struct bpf_map *map)
{
	return map->is_internal;
}

void *bpf_map__initial_value(const struct bpf_map *map, size_t *ret_size)
{
	void *initial = globals_of((struct bpf_map *)map);

	if (initial && ret_size)
		*ret_size = map->initial_size;
	return initial;
}

int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size)
{
	if (map->object->is_loaded)
		return sdk_error(EBUSY);
	if (!globals_of(map))
		return -errno;
	if (size != map->initial_size)
		return sdk_error(EINVAL);
	memcpy(map->initial, data, size);
	return 0;
}

int sdk_variable(const struct bpf_map *map, const char *name)
{
	return sdk_result(wasm_bpf_map_variable(map->handle, name, NULL));
}

/* What is in .kconfig the loader knows, and lets nobody set. */
int sdk_globals_set(const struct bpf_map *map)
{
	if (!map->initial || !strcmp(sdk_own_name(map->name), ".kconfig"))
		return 0;
	return sdk_failed(wasm_bpf_map_set_initial(map->handle, map->initial, map->initial_size));
}

void sdk_globals_map(struct bpf_map *map)
{
	if (!map->initial)
		return;
	map->is_live = !wasm_bpf_map_mmap(map->handle, map->initial,
					  sdk_pages_round(map->initial_size));
	if (!map->is_live)
		sdk_print(LIBBPF_DEBUG, "libbpf: '%s' is a copy\n", map->name);
}

/* The object, and with it the mapping, is closed. */
void sdk_globals_free(struct bpf_map *map)
{
	if (map->initial)
		sdk_pages_free(map->initial, map->initial_size);
}

/* --- copies --------------------------------------------------------------------- */

typedef int (*move_fn)(int fd, const void *key, void *value);

static int move_copies(struct bpf_object *obj, move_fn move)
{
	static const __u32 key = 0;
	int err = 0;

	for (struct bpf_map *map = obj->maps; map && !err; map = map->next)
		if (map->initial && !map->is_live && strncmp(sdk_own_name(map->name), ".rodata", strlen(".rodata")))
			err = move(map->handle, &key, map->initial);
	return err;
}

static int update_copy(int fd, const void *key, void *value)
{
	return bpf_map_update_elem(fd, key, value, BPF_ANY);
}

int wasm_bpf_globals_read(struct bpf_object *obj)
{
	return move_copies(obj, bpf_map_lookup_elem);
}

int wasm_bpf_globals_write(struct bpf_object *obj)
{
	return move_copies(obj, update_copy);
}
