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
	struct object *object;  /* null: the map is the guest's own */
	struct bpf_map *bpf;    /* null: the map is the guest's own */
	char *name;             /* a copy, because the load can free libbpf's */
	struct map *next;       /* of the same object, or of the session's own maps */
	struct records *records;  /* null until the guest wants them */
	int32_t handle;
	int fd;                 /* -1: the kernel does not have the map (yet) */
	bool is_shared;         /* it was put into a map of maps, which may keep it */
	bool is_read_elsewhere; /* by who has its pin, or by another map of ours */
	int inner_fd;           /* of map_set_inner(), for libbpf's load; or -1 */
	enum bpf_map_type type;
	uint32_t max_entries;
	uint32_t flags;
	uint32_t id;            /* the kernel's number, 0 as long as it has no such map */
	uint32_t key_size;      /* bytes that the kernel reads and writes */
	size_t value_size;      /* bytes that the kernel reads and writes: for all CPUs */
};

/* Makes a map of an object, before or after the object's load. */
int map_new(struct object *object, struct bpf_map *bpf, struct map **ret_map, struct err *err);

/* Makes a map of the guest's own from its descriptor, which is taken over even on failure. */
int map_new_own(int fd, struct map **ret_map, struct err *err);

/* What map_create() makes. */
struct map_definition {
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t flags;
	int inner_fd;      /* for a map of maps: a map like those in it; otherwise -1 */
	int token_fd; /* or -1 */
	uint64_t extra;
	const char *name;
};

int map_create(const struct map_definition *definition, const struct policy *policy,
	       struct map **ret_map, struct err *err);

void map_free(struct map *map);

/* The map's records, also for mapping an array: made at the first call. Null if there is no
 * memory, with the error set. */
struct records *map_records(struct map *map, struct session *session, struct err *err);

/* One poll of the map's records, see records_poll(). The object stays until it is over. */
int map_poll(struct map *map, struct session *session, const struct poll *poll, struct err *err);

/* bpf_map_update_elem(), but a guest gives its handles of maps and programs in place of
 * descriptors. -EBADF if the map takes other descriptors, which no guest has. */
int map_update(struct session *session, const struct map *map, const void *key,
	       const void *value, uint64_t flags);

/* From now on others may read the map, too: the guest pinned it, or uses it twice. */
void map_read_elsewhere(struct map *map);

/* How many bytes of guest memory the mapped map takes; 0 if it cannot be mapped. */
uint64_t map_mmap_size(const struct map *map);

/* Reads the map's type, sizes and flags: the kernel's, or before the load those that it will
 * have. Call it again after the load. */
int map_learn(struct map *map, struct err *err);

/* Changes a setting before the load. -EINVAL if the number is out of range, or if libbpf relies on
 * the old value. */
int map_set(struct map *map, enum wasm_bpf_map_setting what, uint64_t value, struct err *err);

/* Before the load: sets the model for the inner maps of a map of maps. The model can be closed
 * after that. 0 or -errno. */
int map_set_inner(struct map *map, const struct map *inner);

/* Before the load: has the load use `other` in the map's place. -EINVAL if the object has contents
 * for the map. */
int map_reuse(struct map *map, struct map *other, struct err *err);

/* The initial bytes of the map's global variables; null if it has none. */
const void *map_initial(const struct map *map, size_t *ret_size);

/* Finds a global variable in the map: its offset and its size in bytes. -ENOENT if the map does not
 * hold it. */
int map_variable(const struct map *map, const char *name, uint32_t *ret_offset, uint32_t *ret_size,
		 struct err *err);

/* Whether only BPF programs can write it. */
bool map_is_frozen(const struct map *map);

#endif
