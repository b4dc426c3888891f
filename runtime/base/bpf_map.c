// SPDX-License-Identifier: MIT
#include "base/bpf_map.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>

int bpf_map_fd(const struct bpf_map *map)
{
	return bpf_map__autocreate(map) ? bpf_map__fd(map) : -ENOENT;
}

int bpf_map_fd_by_name(const struct bpf_object *object, const char *name)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return map ? bpf_map_fd(map) : -ENOENT;
}

const struct btf_type *bpf_map_section(const struct bpf_map *map, const struct btf *btf)
{
	const struct btf_type *section = btf && bpf_map__is_internal(map)
						 ? btf__type_by_id(btf,
								   bpf_map__btf_value_type_id(map))
						 : NULL;

	return section && btf_is_datasec(section) ? section : NULL;
}
