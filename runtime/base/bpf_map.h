/* SPDX-License-Identifier: MIT */
#ifndef BASE_BPF_MAP_H
#define BASE_BPF_MAP_H

struct bpf_map;
struct bpf_object;
struct btf;
struct btf_type;

/* The descriptor of a map that the kernel has, or negative. libbpf (from 1.5 on) keeps the
 * number with a file of its own, and gives that for a map that it was told not to create. */
int bpf_map_fd(const struct bpf_map *map);

/* The same of the object's map of that name; -ENOENT if there is none. */
int bpf_map_fd_by_name(const struct bpf_object *object, const char *name);

/* The section of the BTF whose variables a map holds, or null if it holds none. `btf` may be
 * null. */
const struct btf_type *bpf_map_section(const struct bpf_map *map, const struct btf *btf);

#endif
