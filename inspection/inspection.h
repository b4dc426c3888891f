/* SPDX-License-Identifier: MIT */
/* What a guest or a single BPF object is and needs, found out without running it. */
#ifndef INSPECTION_H
#define INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btf/arch.h"
#include "btf/effects.h"
#include "btf/slices.h"
#include "lib/elf.h"
#include "lib/wasm.h"

struct bpf_map;
struct bpf_object;
struct buf;
struct columns;
struct err;
struct inspect_rules;
struct record_type;
struct record_types;

enum { INSPECT_OBJECTS_MAX = 64, INSPECT_DELEGATION_MAX = 16384 };

/* A BPF object that was found. */
struct inspect_object {
	uint32_t address;         /* in the guest's memory */
	size_t size;              /* bytes */
	struct bpf_object *bpf;   /* null: see `refused` */
	struct elf elf;           /* its sections */
	struct record_types *types; /* of its buffers' records; null without memory */
	struct effects effects;   /* of its code, if `bpf` is not null */
	bool needs_btf;           /* it needs the kernel's BTF */
	char license[128];
	char registers[ARCH_NAME_SIZE];  /* of which architecture it reads, or "" */
	char refused[256];        /* why the runtime would refuse it */
};

struct inspection {
	size_t size;              /* bytes of the file */
	bool is_module;           /* false: the file is a single BPF object */
	struct wasm_module module;
	struct inspect_object objects[INSPECT_OBJECTS_MAX];
	size_t object_count;
	struct slices slices;     /* of BTF, that the file carries; data is null without any */
	char bad_slices[256];     /* why these are of no use, or "" */
};

/* How many objects are covered by the slices. */
size_t inspect_covered(const struct inspection *inspection);

/* Looks at the bytes of a file, which must outlive the inspection. 0, -EINVAL or -ENOMEM. */
int inspect(const void *data, size_t size, struct inspection *inspection, struct err *err);
void inspection_release(struct inspection *inspection);

/* The part of the ABI that an import belongs to: "v1", "v2", "WASI", or "typed" for interfaces of a
 * component, which are made for its object. Null if the host does
 * not offer it. */
const char *inspect_abi(const struct wasm_import *import);

/* Why the host does not have an interface of WASI that a component imports, or null. */
const char *inspect_missing(const struct wasm_import *import);

/* What loading all of its objects needs. */
struct inspect_needs {
	const char *capabilities[3];  /* names; the rest is null */
	bool btf;                     /* the kernel's BTF */
};
struct inspect_needs inspect_needs(const struct inspection *inspection);

/* Appends what a BPF file system must delegate so that all its objects load by a token, as options
 * of mount(8). Nothing if it has no objects. */
void inspect_delegation(const struct inspection *inspection, struct buf *text);

/* The name of a map. A map that libbpf makes of a section has the section's name. */
const char *inspect_map_name(const struct bpf_map *map);

/* The type of what the object puts into a map, if that is a buffer and it can be told. It is the
 * inspection's. */
bool inspect_record(const struct inspect_object *object, const struct bpf_map *map,
		    struct record_type *ret_type);

/* Finds the columns of a buffer's records. False if the object does not say what they are; if it
 * returns true, the caller releases the columns. */
bool inspect_columns(const struct inspect_object *object, const struct bpf_map *map,
		     struct columns *ret_columns);

/* Prints everything to stdout, as text. */
void inspect_print_text(const char *file, const struct inspection *inspection,
			const struct inspect_rules *rules);

/* Prints, after the help of `run`, what can be set in the object of that file, and its columns. */
void inspect_help(const char *path);

/* Writes the rules as the lines of a policy. */
void inspect_write_policy(const char *file, const struct inspect_rules *rules, struct buf *to);

/* Adds everything to `text`, as an object of JSON. */
void inspect_write_json(const struct inspection *inspection, const struct inspect_rules *rules,
			struct buf *text);

#endif
