// SPDX-License-Identifier: MIT
#include "map.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "lib/err.h"
#include "pump.h"

/* BPF_MAP_TYPE_CGRP_STORAGE, which is newer than Linux 6.1's headers. */
enum { CGRP_STORAGE = 32 };

static bool is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

bool map_holds_descriptors(const struct map *map)
{
	switch (map->type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_XSKMAP:
	case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
		return true;
	default:
		return false;
	}
}

bool map_keys_are_descriptors(const struct map *map)
{
	switch ((int)map->type) {
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case CGRP_STORAGE:
		return true;
	default:
		return false;
	}
}

int map_new(struct object *object, struct bpf_map *bpf, struct map **ret_map, struct err *err)
{
	struct bpf_map_info info = { 0 };
	uint32_t size = sizeof(info);
	struct map *map;
	int cpus = 1;

	if (bpf_obj_get_info_by_fd(bpf_map__fd(bpf), &info, &size) < 0)
		return err_set(err, errno, "cannot ask for the map '%s': %s", bpf_map__name(bpf),
			       strerror(errno));
	if (is_per_cpu(info.type))
		cpus = libbpf_num_possible_cpus();
	if (cpus < 0)
		return err_set(err, -cpus, "cannot count CPUs: %s", strerror(-cpus));
	map = calloc(1, sizeof(*map));
	if (!map)
		return err_set(err, ENOMEM, "cannot open a map: %s", strerror(ENOMEM));
	map->object = object;
	map->bpf = bpf;
	map->fd = bpf_map__fd(bpf);
	map->type = info.type;
	map->max_entries = info.max_entries;
	map->flags = info.map_flags;
	map->key_size = info.key_size;
	map->value_size = info.value_size;
	if (is_per_cpu(info.type))
		map->value_size = (map->value_size + 7) / 8 * 8 * (size_t)cpus;
	*ret_map = map;
	return 0;
}

void map_free(struct map *map)
{
	pump_close(map->pump);
	buffer_free(map->buffer);
	free(map);
}
