/* SPDX-License-Identifier: MIT */
/*
 * All entries of a map at once: by the kernel's batches, or one by one where the kernel has none
 * for that kind of map. Entries that change meanwhile are old or new. No key is there twice.
 */
#ifndef SESSION_MAP_ENTRIES_H
#define SESSION_MAP_ENTRIES_H

#include <stdint.h>

struct err;
struct map;

struct map_entries {
	char *keys, *values; /* one after the other; sizes are the map's */
	uint32_t count;
	uint32_t room; /* for so many */
};

/* Gets room for `count` entries, of which none is there yet. 0 or -ENOMEM. */
int map_entries_init(struct map_entries *entries, const struct map *map, uint32_t count,
		     struct err *err);
void map_entries_release(struct map_entries *entries);

/* Reads them. -E2BIG: there are more than `most`; or -errno. They are to be released if it is 0. */
int map_entries_read(const struct map *map, uint32_t most, struct map_entries *ret_entries,
		     struct err *err);

/* Takes them out of the map; in an array, those that are not zero become zero, and are given. A
 * hash gives and deletes each at once; of other maps, what a program writes between both is lost.
 * More than `most` stay in the map. As map_entries_read(). */
int map_entries_take(const struct map *map, uint32_t most, struct map_entries *ret_entries,
		     struct err *err);

/* Sets them. The error says which one failed; those before it are set. */
int map_entries_set(const struct map *map, const struct map_entries *entries, struct err *err);

#endif
