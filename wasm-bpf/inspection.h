/* SPDX-License-Identifier: MIT */
/* What a guest, or a BPF object alone, is and needs: known without running it. */
#ifndef WASM_BPF_INSPECTION_H
#define WASM_BPF_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btf/effects.h"
#include "lib/elf.h"
#include "lib/wasm.h"

struct bpf_map;
struct bpf_object;
struct buf;
struct err;
struct inspect_rules;

enum { INSPECT_OBJECTS_MAX = 64 };

/* A BPF object that was found; what libbpf knows of it, or why it would be refused. */
struct inspect_object {
	uint32_t address;         /* in the guest's memory */
	size_t size;
	struct bpf_object *bpf;   /* null: see `refused` */
	struct elf elf;           /* its sections */
	struct effects effects;   /* of its code, where `bpf` is not null */
	bool needs_btf;           /* of the kernel */
	char license[128];
	char refused[256];
};

struct inspection {
	size_t size;
	bool is_module;           /* or a BPF object alone */
	struct wasm_module module;
	struct inspect_object objects[INSPECT_OBJECTS_MAX];
	size_t object_count;
};

/* Looks at the bytes of a file, which must stay. 0, -EINVAL or -ENOMEM. */
int inspect(const void *data, size_t size, struct inspection *inspection, struct err *err);
void inspection_release(struct inspection *inspection);

/* The module of the ABI that an import is of, "v1", "v2" or "WASI"; null where the host
 * offers nothing of its names. */
const char *inspect_abi(const struct wasm_import *import);

/* What it takes to load all of its objects. */
struct inspect_needs {
	const char *capabilities[3];  /* by name, the others null */
	bool btf;                     /* the kernel's */
};
struct inspect_needs inspect_needs(const struct inspection *inspection);

/* The name of a map; those that libbpf makes of sections have the section's. */
const char *inspect_map_name(const struct bpf_map *map);

/* Prints all to stdout: as text, as lines of a policy, */
void inspect_print_text(const char *file, const struct inspection *inspection,
			const struct inspect_rules *rules);
void inspect_print_policy(const char *file, const struct inspect_rules *rules);

/* or as an object of JSON, which is added to `text`. */
void inspect_write_json(const struct inspection *inspection, const struct inspect_rules *rules,
			struct buf *text);

#endif
