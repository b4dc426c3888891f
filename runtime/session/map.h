/* SPDX-License-Identifier: MIT */
/* A map as a guest uses it: an object's, or the guest's own. */
#ifndef SESSION_MAP_H
#define SESSION_MAP_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/c/include/wasm_bpf_abi.h"

struct bpf_map;
struct err;
struct object;
struct policy;
struct poll;
struct records;
struct session;

struct map {
	struct object *object;  /* null where it is the guest's own, as is */
	struct bpf_map *bpf;
	char *name;             /* a copy: libbpf's own can go with the load */
	struct map *next;       /* of the same object, or of the session's own ones */
	struct records *records;  /* null until the guest wants them */
	int32_t handle;
	int fd;                 /* -1 where the kernel has no such map (yet) */
	bool is_shared;         /* it was put into a map of maps, which may keep it */
	int inner_fd;           /* map_set_inner()'s, which libbpf uses when it loads, or -1 */
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

/* The map's records, or where it can be mapped its pages: made when they are first asked for.
 * Null without memory, with the error set. */
struct records *map_records(struct map *map, struct session *session, struct err *err);

/* One poll of the map's records, see records_poll(). The object stays until it is over. */
int map_poll(struct map *map, struct session *session, const struct poll *poll, struct err *err);

/* bpf_map_update_elem(), to which a guest gives its own handles for descriptors: of maps, of
 * programs. -EBADF where it takes others, of which a guest has none. */
int map_update(struct session *session, const struct map *map, const void *key,
	       const void *value, uint64_t flags);

/* Bytes of guest memory that mapping it takes, 0 where it cannot be mapped. */
uint64_t map_mmap_size(const struct map *map);

/* Learns the map's sizes: the kernel's, or as long as that has no such map those that it
 * is to have. Call it when the object was loaded. */
int map_learn(struct map *map, struct err *err);

/* Sets it up before the load. -EINVAL where the number is out of range, or where libbpf would
 * take the map for what it is not. */
int map_set(struct map *map, enum wasm_bpf_map_setting what, uint64_t value, struct err *err);

/* Before the load: which map the maps in a map of maps are like. It can be closed then. 0 or
 * -errno. */
int map_set_inner(struct map *map, const struct map *inner);

/* The bytes that its global variables have at first, or null. */
const void *map_initial(const struct map *map, size_t *ret_size);

/* Whether nobody but BPF programs can write it. */
bool map_is_frozen(const struct map *map);

#endif
