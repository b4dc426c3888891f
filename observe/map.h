/* SPDX-License-Identifier: MIT */
/* The entries of a map as records of a stream: key and value, sorted. */
#ifndef OBSERVE_MAP_H
#define OBSERVE_MAP_H

#include <stdint.h>

#include "streams/stream.h"

struct bpf_map;
struct bpf_object;
struct err;
struct lookup;
struct metrics;
struct view_options;
struct sink;

struct observe_map {
	struct stream stream;
	struct bpf_map *bpf;
	uint32_t key_size;
	uint32_t value_at;      /* where the value stands in a row: behind the key */
	uint32_t value_size;    /* bytes of a value, of one CPU */
	uint32_t cpus;          /* of a per-CPU map; otherwise 1 */
	const struct column *sort;  /* or null */
	bool is_descending;
	uint64_t max;           /* rows that are shown; 0: all */
};

/* Finds the map, and makes its columns. -ENOENT, or -EINVAL if its definition does not say what its
 * keys and values are. */
int observe_map_open(struct observe_map *map, const struct bpf_object *bpf, const char *name,
		     const struct view_options *options, const struct lookup *lookup,
		     struct err *err);
void observe_map_release(struct observe_map *map);

/* Shows the entries that the loaded map has now. Numbers of a per-CPU map are added up. */
int observe_map_show(struct observe_map *map, struct sink *sink, struct err *err);

/* The same as metrics (streams/measure.h). */
int observe_map_measure(struct observe_map *map, const char *prefix, struct metrics *metrics,
			struct err *err);

#endif
