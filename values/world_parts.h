/* SPDX-License-Identifier: MIT */
/* A world that is being made, and its parts. */
#ifndef VALUES_WORLD_PARTS_H
#define VALUES_WORLD_PARTS_H

#include <stddef.h>
#include <stdint.h>

struct btf;
struct elf;
struct err;
struct world;

/* Where names are unique. */
enum world_scope { WORLD_INTERFACES, WORLD_EXPORTS, WORLD_PARAMS, WORLD_STREAMS };

/* The name of something in WIT: a prefix, such as "map_", and its name in C. */
const char *world_name(struct world *world, enum world_scope scope, const char *prefix,
		       const char *source);

/* Speaks of one more type: its number in plan.refs. There is room for it. */
size_t world_ref(struct world *world, uint32_t type);

/* Gets room for `count` more types, and for a list. 0 or -ENOMEM. */
int world_grow(struct world *world, size_t count, struct err *err);

/* Finds the maps and buffers, or the variables; or what can be emitted, when the buffers are there.
 * 0 or -errno. */
int world_add_maps(struct world *world, const struct elf *elf, const struct btf *btf,
		   struct err *err);
int world_add_params(struct world *world, const struct btf *btf, struct err *err);
int world_add_streams(struct world *world, const struct btf *btf, struct err *err);

#endif
