/* SPDX-License-Identifier: MIT */
/*
 * What an object has for a guest that gets values: buffers, whose records the guest is called with,
 * maps, and variables that are set before the load; with their names in WIT. btf2wit writes it as
 * a world, and the runtime compares that with a guest. docs/layout-wit.md has the rules.
 */
#ifndef VALUES_WORLD_H
#define VALUES_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct elf;
struct err;
struct names;
struct plan;
struct shape;

/* More maps, or more variables, than this have no use. */
enum { WORLD_MAX = 1024 };

/* A ring or perf buffer. */
struct world_buffer {
	const char *map;  /* in the object */
	const char *name; /* of the export: "on-events" */
	uint32_t type;    /* a record's, in the BTF */
	size_t ref;       /* the same in plan.refs */
	bool is_ring;     /* else perf */
};

struct world_map {
	const char *map;
	const char *name;     /* of the interface: "map-start" */
	const char *kind;     /* for people: "hash" */
	uint32_t type;        /* enum bpf_map_type */
	uint32_t max_entries; /* 0 if the object does not say it */
	bool is_array;        /* entries are there from the start, and cannot be deleted */
	bool is_per_cpu; /* an entry has a value for each possible CPU: a list of them in WIT */
	uint32_t key_type, value_type; /* in the BTF */
	size_t key, value;    /* the same in plan.refs */
};

/* A variable that is `const volatile`. */
struct world_param {
	const char *variable;
	const char *name;    /* "min-ns", in get-min-ns and set-min-ns */
	const char *section; /* ".rodata", or one whose name begins so */
	const char *help;    /* what a tag of the variable says, or empty */
	uint32_t offset;     /* bytes in the section */
	uint32_t size;       /* bytes */
	uint32_t type;       /* in the BTF */
	size_t ref;          /* the same in plan.refs */
};

/* A struct that the guest can emit. */
struct world_stream {
	const char *type_name; /* in C, and the stream's name */
	const char *name; /* "emit-event" */
	uint32_t type; /* in the BTF */
	size_t ref; /* the same in plan.refs */
};

/* A map that is left out. */
struct world_omission {
	const char *map;
	const char *reason; /* "it holds maps" */
};

/* Each list is in the order of its names in C. */
struct world {
	struct world_buffer *buffers;
	size_t buffer_count;
	struct world_map *maps;
	size_t map_count;
	struct world_param *params;
	size_t param_count;
	struct world_stream *streams;
	size_t stream_count;
	struct world_omission *omissions;
	size_t omission_count;
	uint32_t *ref_ids; /* the types of records, keys, values and variables, in the BTF */
	size_t ref_count;
	struct names *names;
};

/* Whether the BTF defines maps: only then there is a world. */
bool world_has(const struct btf *btf);

/* Finds all of it. `elf` is the object, without sections if there is only BTF. The BTF is checked;
 * it outlives the world. 0; -ENOENT if the records of a buffer have no type, which the hint names;
 * -E2BIG; -ENOMEM. */
int world_make(struct world *world, const struct elf *elf, const struct btf *btf, struct err *err);
void world_release(struct world *world);

/* Hints that the guest's WIT is of another version of the object. Gives the error. */
int world_hint_again(struct err *err);

/* Whether one of its interfaces has that name, so that nothing else beside them can. */
bool world_takes(const struct world *world, const char *name);

/* The types of the world as values. `more`, which may be null, tells by type id what else is
 * wanted. 0, or -errno as plan_make() and shape_make(); both are to be released if it is 0. */
int world_plan(const struct world *world, const struct btf *btf, const bool *more,
	       struct plan *ret_plan, struct shape *ret_shape, struct err *err);

#endif
