/* SPDX-License-Identifier: MIT */
/*
 * The maps that an object defines: variables of its section .maps, whose structs say by their
 * members what a map is, as libbpf reads them (__uint, __type, __array in <bpf/bpf_helpers.h>).
 */
#ifndef BINDINGS_MAP_DEF_H
#define BINDINGS_MAP_DEF_H

#include <stdint.h>

struct btf;
struct btf_type;

/* What is not said is 0. */
struct map_def {
	const char *name;
	uint32_t type;     /* enum bpf_map_type */
	uint32_t max_entries;
	uint32_t key, value;           /* their types in the BTF */
	uint32_t key_size, value_size; /* bytes: of those types, or as they are said */
	uint32_t values;   /* the struct that defines the maps that it holds */
};

/* The section .maps, or null: its entries are the maps. */
const struct btf_type *map_def_section(const struct btf *btf);

/* Reads the definition of entry `index` of that section. */
struct map_def map_def_read(const struct btf *btf, const struct btf_type *section, uint32_t index);

/* Reads that of the maps which a map holds: map_def.values. */
struct map_def map_def_read_inner(const struct btf *btf, uint32_t values);

#endif
