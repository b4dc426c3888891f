/* SPDX-License-Identifier: MIT */
/* The kernel's own lists of programs and maps: those of all, which needs CAP_SYS_ADMIN. */
#ifndef ACTIVITY_KERNEL_H
#define ACTIVITY_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct kernel_program {
	uint32_t id;
	char type[24], name[32];
	uint64_t runs, ns; /* while somebody has them counted */
	uint64_t memory;   /* bytes */
};

struct kernel_map {
	uint32_t id;
	char type[24], name[32];
	uint64_t memory;
	uint64_t size;   /* of a ring buffer, in bytes; or 0 */
	uint64_t filled; /* of that: what nobody has read yet */
};

struct kernel_lists {
	struct kernel_program *programs;
	struct kernel_map *maps;
	size_t program_count, map_count; /* in the order of their numbers */
};

/* `maps`: also the maps, whose memory and rings take a look at each. -EPERM, with the reason. */
int kernel_lists_read(bool maps, struct kernel_lists *ret_lists, struct err *err);
void kernel_lists_release(struct kernel_lists *lists);

/* Where programs and maps are pinned. */
struct pinned {
	bool is_map;
	uint32_t id;
	char path[256];
};

struct pinned_list {
	struct pinned *list;
	size_t count, room;
};

/* Looks through the BPF file systems of this mount namespace, up to some thousand names. */
void pinned_find(struct pinned_list *ret_list);
const char *pinned_path(const struct pinned_list *list, bool is_map, uint32_t id);
void pinned_release(struct pinned_list *list);

#endif
