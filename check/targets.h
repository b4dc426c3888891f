/* SPDX-License-Identifier: MIT */
#ifndef CHECK_TARGETS_H
#define CHECK_TARGETS_H

struct bpf_map;
struct bpf_program;
struct check_result;
struct code;
struct facts;

/* Whether a kernel has a program's type, the type of its attachment, and what its section names. 0
 * or -ENOMEM. */
int check_program(const struct bpf_program *prog, const struct facts *facts,
		  struct check_result *result);

/* Whether it has a map's type, and the struct that a struct_ops map is for. `code` is the object's.
 * 0 or -ENOMEM. */
int check_map(const struct bpf_map *map, const struct code *code, const struct facts *facts,
	      struct check_result *result);

#endif
