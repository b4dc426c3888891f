/* SPDX-License-Identifier: MIT */
/* A map as a guest uses it: an object's, or the guest's own. */
#ifndef SESSION_MAP_H
#define SESSION_MAP_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/wake.h"

struct bpf_map;
struct buffer;
struct counts;
struct err;
struct object;
struct policy;
struct pump;

struct map {
	struct object *object;  /* null where it is the guest's own, as is */
	struct bpf_map *bpf;
	char *name;             /* a copy: libbpf's own can go with the load */
	struct map *next;       /* of the same object, or of the session's own ones */
	struct buffer *buffer;  /* null until the guest polls it, as are */
	struct counts *counts;  /* the session's, of its records */
	struct pump *pump;      /* null where none is worth it, or could be had */
	bool no_pump;
	struct map *next_buffer;  /* of the session's maps with a buffer */
	struct mapping *mapping;  /* in the guest's memory, or null */
	int32_t handle;
	int fd;                 /* -1 where the kernel has no such map (yet) */
	int inner_fd;           /* map_set_inner()'s, which libbpf uses when it loads, or -1 */
	bool busy;              /* a poll of it is under way */
	bool perf_frames;       /* batches tell a record's CPU and losses */
	uint32_t perf_pages;    /* a CPU that a perf buffer gets; 0: as many as usual */
	struct wake wake;       /* when a guest that waits is woken */
	enum bpf_map_type type;
	uint32_t max_entries;
	uint32_t flags;
	uint32_t key_size;      /* bytes that the kernel reads and writes: asked */
	size_t value_size;      /* for once; of a per-CPU map, for all CPUs */
};

/* A map of an object, before or after the object's load. */
int map_new(struct object *object, struct bpf_map *bpf, struct map **ret_map, struct err *err);

/* A map of the guest's own by its descriptor, which is taken over even on failure. */
int map_new_own(int fd, struct map **ret_map, struct err *err);

/* How a map of the guest's own is made. */
struct map_definition {
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t flags;
	int inner_fd;      /* of a map of maps, or -1 */
	uint64_t extra;
	const char *name;
};

int map_create(const struct map_definition *definition, const struct policy *policy,
	       struct map **ret_map, struct err *err);

void map_free(struct map *map);

/* Learns the map's sizes: the kernel's, or as long as that has no such map those that it
 * is to have. Call it when the object was loaded. */
int map_learn(struct map *map, struct err *err);

/* What can be set before the load; MAP_SET_END is none. */
enum map_setting {
	MAP_SET_MAX_ENTRIES = 1, MAP_SET_AUTOCREATE, MAP_SET_TYPE, MAP_SET_KEY_SIZE,
	MAP_SET_VALUE_SIZE, MAP_SET_FLAGS, MAP_SET_NUMA_NODE, MAP_SET_EXTRA, MAP_SET_IFINDEX,
	MAP_SET_END,
};

/* -EINVAL where the number is out of range, or libbpf would take the map for what it is
 * not. */
int map_set(struct map *map, enum map_setting what, uint64_t value, struct err *err);

/* Before the load: which map the maps in a map of maps are like. It can be closed then. 0 or
 * -errno. */
int map_set_inner(struct map *map, const struct map *inner);

/* The bytes that its global variables have at first, or null. */
const void *map_initial(const struct map *map, size_t *ret_size);

/* Whether nobody but BPF programs can write it. */
bool map_is_frozen(const struct map *map);

/* Whether the kernel takes values, or keys, that a guest gives for file descriptors
 * of the host: a guest has none. */
bool map_holds_descriptors(const struct map *map);
bool map_keys_are_descriptors(const struct map *map);

/* Whether maps of that type have a value for each possible CPU. */
static inline bool map_is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

#endif
