/* SPDX-License-Identifier: MIT */
/* Which type the records of a ring or perf buffer have. */
#ifndef TYPES_RECORD_TYPE_H
#define TYPES_RECORD_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "types/dwarf.h"

struct btf;
struct elf;
struct err;

enum { RECORD_TYPES_MAX = 64 };

/* Where the types of an object's records are looked for. */
struct record_types {
	const struct elf *elf;
	const struct btf *btf;   /* the object's own, or another file's */
	struct dwarf dwarf;      /* the rest belongs to record_type.c */
	struct btf *debug[RECORD_TYPES_MAX];  /* one for each type that was found there */
	unsigned int debug_count;
	bool is_dwarf_read;
};

/* What is found. */
struct record_type {
	const struct btf *btf;   /* as long as the struct record_types is there */
	uint32_t id;
	const struct dwarf_entry *entry;  /* null: it is not from debug information */
};

/*
 * Finds the type of what a BPF object puts into a buffer: `wanted` if it is not null; else
 * `value`, the type of the map's values, if it is a struct; else what a variable
 * `gadget_tracer_...` names; else the one struct that is as large as what the object's code
 * reserves or puts out; else the one struct whose name has "event" in it. If the object has
 * debug information, that counts, because BTF has not all structs. Types that the kernel has
 * are never chosen. 0; -ENOENT if none or several are left, which the hint names.
 */
int record_type_find(struct record_types *types, const char *map, bool is_ring, uint32_t value,
		     const char *wanted, struct record_type *ret_type, struct err *err);

/* The same of what the object's iterators write by bpf_seq_write(). -ENOENT without a message
 * if they write no struct: it is text. */
int record_type_of_iterators(struct record_types *types, struct record_type *ret_type,
			     struct err *err);
void record_types_release(struct record_types *types);

#endif
