/* SPDX-License-Identifier: MIT */
/* The layout of types as one line, to tell whether two objects mean the same bytes. */
#ifndef HANDOVER_SHAPE_H
#define HANDOVER_SHAPE_H

#include <stddef.h>
#include <stdint.h>

struct bpf_map;
struct bpf_program;
struct btf;
struct buf;

/* Adds the layout of a type: sizes, offsets and names of members, not of types, as
 * "{pid:u4@0 comm:[16]s1@4}". A BTF that goes on without end is cut. */
void shape_type(const struct btf *btf, uint32_t id, struct buf *out);

/* The type, sizes and flags of a map that is not loaded yet, and the layouts of keys and values. */
void shape_map(const struct btf *btf, const struct bpf_map *map, struct buf *out);

/* A program of the kernel: its instructions' hash, and the maps it uses. Empty if the kernel does
 * not tell. */
void shape_program(int fd, struct buf *out);

#endif
