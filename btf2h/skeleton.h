/* SPDX-License-Identifier: MIT */
/*
 * What a skeleton shows of a BPF object: its maps, its programs, its sections of
 * global variables. Found as libbpf finds them, so that names and order agree.
 */
#ifndef BTF2H_SKELETON_H
#define BTF2H_SKELETON_H

#include <stdbool.h>
#include <stddef.h>

#include "bindings/input.h"
#include "bindings/names.h"
#include "bindings/plan.h"

struct language;

/* How a guest uses a map. */
enum skeleton_map_kind {
	SKELETON_OTHER,
	SKELETON_ENTRIES, /* by keys and values of types that are known: `key`, `value` */
	SKELETON_PER_CPU, /* the same, with a value for each CPU */
	SKELETON_RING,
	SKELETON_PERF,
	SKELETON_GLOBALS, /* the variables of `section`, or of one without types */
	SKELETON_KCONFIG, /* what the loader says of the kernel: `section` */
	SKELETON_OPS,     /* struct_ops */
};

struct skeleton_map {
	const char *name;   /* "events", ".rodata" */
	const char *field;  /* "events", "rodata" */
	const struct plan_type *section; /* its variables, or null */
	enum skeleton_map_kind kind;
	uint32_t type;      /* enum bpf_map_type, 0 where the definition says none */
	/* What the definition says of keys and values, or null; of typed skeletons alone. */
	const struct plan_ref *key;
	const struct plan_ref *value;
};

struct skeleton_program {
	const char *name;
	const char *field;
	uint32_t section; /* in the object */
	uint32_t index;   /* among its programs' symbols */
};

/* A global variable. */
struct skeleton_variable {
	const char *name;
	const char *field;
	const struct plan_field *member; /* of its section's struct */
	const char *map; /* of what the loader makes, which is in no section; else null */
};

/* A struct that a guest can emit. */
struct skeleton_record {
	const char *name; /* under which the host finds it in the BTF */
	const char *tag;  /* of C, or null: it has only a typedef */
	uint32_t size;    /* bytes */
	const struct plan_type *type; /* of typed skeletons; otherwise null */
};

struct skeleton {
	const struct input *input;
	const char *name; /* "app_bpf" for app.bpf.o, in the case of types */
	struct skeleton_map *maps;
	size_t map_count;
	struct skeleton_program *programs;
	size_t program_count;
	struct skeleton_variable *variables;
	size_t variable_count;
	struct skeleton_record *records;
	size_t record_count;
	struct plan plan; /* of the sections, and what else the language has in skeletons */
	const struct naming *naming;
	struct names *names;
};

/* Finds all that a skeleton of `input` shows, under names of `language`. `wanted` is
 * plan_opts.wanted for skeletons that have types: in typed languages, and, with `tags`, those of
 * variables, which others define. `name` null: made from the input's name. 0, -EINVAL where the
 * input is no BPF object, or -ENOMEM. */
int skeleton_make(struct skeleton *skeleton, const struct input *input,
		  const struct language *language, const bool *wanted, bool tags,
		  const char *name, struct err *err);
void skeleton_release(struct skeleton *skeleton);

/* Whether a member of a section's struct is a global variable: static ones are not for
 * skeletons, and a section that has no others cannot be mapped. */
bool skeleton_is_global(const struct plan *plan, const struct plan_field *field);

#endif
