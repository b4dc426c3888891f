// SPDX-License-Identifier: MIT
/* Maps of objects: what the host says of them, what is said to it before, operations. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

/* --- finding ----------------------------------------------------------------------- */

struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	return map ? map->next : obj->maps;
}

struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	struct bpf_map *at = obj->maps;

	if (at == map)
		return NULL;
	while (at && at->next != map)
		at = at->next;
	return at;
}

const char *sdk_own_name(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot : name;
}

struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
{
	for (struct bpf_map *map = obj->maps; map; map = map->next)
		if (map->is_internal ? !strcmp(sdk_own_name(map->name), sdk_own_name(name)) :
				       !strcmp(map->name, name))
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
	return map->object->is_loaded || map->is_reused ? map->handle : sdk_error(EBADF);
}

const char *bpf_map__name(const struct bpf_map *map)
{
	return map->name;
}

/* --- what they are ------------------------------------------------------------------- */

static const struct wasm_bpf_map_info *map_info(const struct bpf_map *map)
{
	static struct wasm_bpf_map_info info;

	memset(&info, 0, sizeof(info));
	wasm_bpf_map_info(map->handle, &info, sizeof(info));
	return &info;
}

enum bpf_map_type bpf_map__type(const struct bpf_map *map)
{
	return map->type;
}

__u32 bpf_map__key_size(const struct bpf_map *map)
{
	return map_info(map)->key_size;
}

bool sdk_is_per_cpu(__u32 type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

/* Of a per-CPU map the host tells the size for all CPUs, each a multiple of 8. */
__u32 bpf_map__value_size(const struct bpf_map *map)
{
	__u32 size = map_info(map)->value_size;

	return sdk_is_per_cpu(map->type) ? size / wasm_bpf_cpus() : size;
}

__u32 bpf_map__max_entries(const struct bpf_map *map)
{
	return map_info(map)->max_entries;
}

__u32 bpf_map__map_flags(const struct bpf_map *map)
{
	return map_info(map)->flags;
}

__u32 bpf_map__numa_node(const struct bpf_map *map)
{
	return map->numa_node;
}

__u64 bpf_map__map_extra(const struct bpf_map *map)
{
	return map->extra;
}

__u32 bpf_map__ifindex(const struct bpf_map *map)
{
	return map->ifindex;
}

bool bpf_map__autocreate(const struct bpf_map *map)
{
	return map_info(map)->state & WASM_BPF_MAP_AUTOCREATE;
}

bool bpf_map__autoattach(const struct bpf_map *map)
{
	return map->autoattach;
}

int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach)
{
	map->autoattach = autoattach;
	return 0;
}

/* --- what they are to be -------------------------------------------------------------- */

static int set_map(struct bpf_map *map, int what, uint64_t value)
{
	if (map->object->is_loaded)
		return sdk_error(EBUSY);
	return sdk_result(wasm_bpf_map_set(map->handle, what, value));
}

int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
{
	return set_map(map, WASM_BPF_MAP_SET_MAX_ENTRIES, max_entries);
}

int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate)
{
	return set_map(map, WASM_BPF_MAP_SET_AUTOCREATE, autocreate);
}

int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type)
{
	int err = set_map(map, WASM_BPF_MAP_SET_TYPE, type);

	if (!err)
		map->type = type;
	return err;
}

int bpf_map__set_key_size(struct bpf_map *map, __u32 size)
{
	return set_map(map, WASM_BPF_MAP_SET_KEY_SIZE, size);
}

/* The memory of global variables of another size is another one. */
int bpf_map__set_value_size(struct bpf_map *map, __u32 size)
{
	int err = set_map(map, WASM_BPF_MAP_SET_VALUE_SIZE, size);

	if (!err && map->initial) {
		sdk_globals_free(map);
		map->initial = NULL;
	}
	return err;
}

int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags)
{
	return set_map(map, WASM_BPF_MAP_SET_FLAGS, flags);
}

int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node)
{
	int err = set_map(map, WASM_BPF_MAP_SET_NUMA_NODE, numa_node);

	if (!err)
		map->numa_node = numa_node;
	return err;
}

int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra)
{
	int err = set_map(map, WASM_BPF_MAP_SET_EXTRA, map_extra);

	if (!err)
		map->extra = map_extra;
	return err;
}

int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex)
{
	int err = set_map(map, WASM_BPF_MAP_SET_IFINDEX, ifindex);

	if (!err)
		map->ifindex = ifindex;
	return err;
}

int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd)
{
	if (map->object->is_loaded)
		return sdk_error(EBUSY);
	return sdk_failed(wasm_bpf_map_set_inner(map->handle, sdk_map_handle(fd)));
}

int bpf_map__reuse_fd(struct bpf_map *map, int fd)
{
	int err;

	if (map->object->is_loaded)
		return sdk_error(EBUSY);
	err = sdk_failed(wasm_bpf_map_reuse(map->handle, sdk_map_handle(fd)));
	if (err >= 0) {
		map->type = map_info(map)->type;
		map->is_reused = true;
	}
	return err;
}

/* --- operations that check sizes -------------------------------------------------------- */

static int check_size(const struct bpf_map *map, const char *what, size_t wanted, size_t size)
{
	if (size == wanted)
		return 0;
	sdk_warn("map '%s': the %s has %zu bytes, not %zu\n", map->name, what, wanted, size);
	return sdk_error(EINVAL);
}

static int check_sizes(const struct bpf_map *map, size_t key_size, size_t size)
{
	int err = check_size(map, "key", bpf_map__key_size(map), key_size);

	return err ? err : check_size(map, "value", map_info(map)->value_size, size);
}

int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
			 size_t value_sz, __u64 flags)
{
	int err = check_sizes(map, key_sz, value_sz);

	return err ? err : bpf_map_lookup_elem_flags(map->handle, key, value, flags);
}

int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
			 const void *value, size_t value_sz, __u64 flags)
{
	int err = check_sizes(map, key_sz, value_sz);

	return err ? err : bpf_map_update_elem(map->handle, key, value, flags);
}

int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				    void *value, size_t value_sz, __u64 flags)
{
	int err = check_sizes(map, key_sz, value_sz);

	return err ? err : bpf_map_lookup_and_delete_elem_flags(map->handle, key, value, flags);
}

int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags)
{
	int err = check_size(map, "key", bpf_map__key_size(map), key_sz);

	return err ? err : bpf_map_delete_elem_flags(map->handle, key, flags);
}

int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key,
			  size_t key_sz)
{
	int err = check_size(map, "key", bpf_map__key_size(map), key_sz);

	return err ? err : bpf_map_get_next_key(map->handle, cur_key, next_key);
}
