/* SPDX-License-Identifier: MIT */
/* A map of a loaded object, as a guest uses it. */
#ifndef RUNTIME_MAP_H
#define RUNTIME_MAP_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wake.h"

struct bpf_map;
struct buffer;
struct counts;
struct err;
struct object;
struct pump;

struct map {
	struct object *object;
	struct bpf_map *bpf;
	struct map *next;       /* of the same object */
	struct buffer *buffer;  /* null until the guest polls it, as are */
	struct counts *counts;  /* the session's, of its records */
	struct pump *pump;      /* null where none is worth it, or could be had */
	bool no_pump;
	struct map *next_buffer;  /* of the session's maps with a buffer */
	struct mapping *mapping;  /* in the guest's memory, or null */
	int32_t handle;
	int fd;
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

int map_new(struct object *object, struct bpf_map *bpf, struct map **ret_map, struct err *err);
void map_free(struct map *map);

/* Whether the kernel takes values, or keys, that a guest gives for file descriptors
 * of the host: a guest has none. */
bool map_holds_descriptors(const struct map *map);
bool map_keys_are_descriptors(const struct map *map);

#endif
