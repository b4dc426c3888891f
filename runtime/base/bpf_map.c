// SPDX-License-Identifier: MIT
#include "base/bpf_map.h"

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
