/* SPDX-License-Identifier: MIT */
/*
 * What a skeleton shows of a BPF object: its maps, its programs, its sections of
 * global variables. Found as libbpf finds them, so that names and order agree.
 */
#ifndef BTF2H_SKELETON_H
#define BTF2H_SKELETON_H

#include <stddef.h>

#include "lib/input.h"
#include "lib/names.h"
#include "lib/plan.h"

struct skeleton_map {
	const char *name;   /* "events", ".rodata" */
	const char *field;  /* "events", "rodata" */
	const struct plan_type *section; /* its variables, or null */
};

struct skeleton_program {
	const char *name;
	const char *field;
	uint32_t section; /* in the object */
	uint32_t index;   /* among its programs' symbols */
};

struct skeleton {
	const struct input *input;
	const char *name; /* "app_bpf" for app.bpf.o */
	struct skeleton_map *maps;
	size_t map_count;
	struct skeleton_program *programs;
	size_t program_count;
	struct plan plan; /* of the sections alone */
	struct names *names;
};

/* Finds all that a skeleton of `input` shows. `name` null: made from the input's
 * name. 0, -EINVAL where the input is no BPF object, or -ENOMEM. */
int skeleton_make(struct skeleton *skeleton, const struct input *input, const char *name,
		  struct err *err);
void skeleton_release(struct skeleton *skeleton);

/* Writes the C header. `guard` is made an include guard. */
void skeleton_emit_c(struct buf *out, const struct skeleton *skeleton, const char *guard);

#endif
