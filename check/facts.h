/* SPDX-License-Identifier: MIT */
/* What a kernel has, by its BTF: types by their names, helpers, kernel functions, and the types of
 * programs, maps and attachments; and what its modules add. */
#ifndef CHECK_FACTS_H
#define CHECK_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/btf_table.h"

struct buf;
struct err;

/* Enums of the kernel whose values are what BPF programs ask for. */
enum facts_enum {
	FACTS_HELPERS,      /* enum bpf_func_id */
	FACTS_PROGRAMS,     /* enum bpf_prog_type */
	FACTS_MAPS,         /* enum bpf_map_type */
	FACTS_ATTACHMENTS,  /* enum bpf_attach_type */
	FACTS_ENUMS,
};

enum facts_answer { FACTS_NO, FACTS_YES, FACTS_UNKNOWN };

struct facts {
	struct btf_table btf;
	uint32_t *first; /* by the hash of a name without flavour: the first type of that hash */
	uint32_t *next;  /* by a type: the next one of that hash, or 0 */
	uint32_t mask;   /* of hashes */
	const struct btf_type *enums[FACTS_ENUMS]; /* null: the BTF does not have it */
	bool tags_kfuncs; /* kernel functions for programs have a tag, as from Linux 6.10 on */
	const char *module;          /* the name of the module that it is about, or null */
	const struct facts *modules; /* of a kernel: those of its modules that were added */
	size_t module_count;
	size_t modules_seen;         /* how many there were to choose from */
};

/* Reads BTF that btf_check() accepted, which must outlive it. 0, -EINVAL or -ENOMEM. */
int facts_init(struct facts *facts, const void *btf, size_t size, struct err *err);
void facts_release(struct facts *facts);

/* The same for a module: BTF that is whole, of which the types from `first` on are the module's.
 * Only those are found by name. `name` must outlive it. */
int facts_init_module(struct facts *facts, const char *name, const void *btf, size_t size,
		      uint32_t first, struct err *err);

/* The next type after `id` whose name, without flavour, is that of `len` bytes; 0: none. Begin
 * with an `id` of 0. */
uint32_t facts_next(const struct facts *facts, const char *name, size_t len, uint32_t id);

/* Whether there is a type of that name and kind. */
bool facts_has(const struct facts *facts, const char *name, uint32_t kind);

/* What has a type of that name and kind: the kernel, else a module; or null. */
const struct facts *facts_find(const struct facts *facts, const char *name, uint32_t kind);

/* The module of that name, of `len` bytes, or null. '-' and '_' are the same. */
const struct facts *facts_module(const struct facts *facts, const char *name, size_t len);

/* Whether an enum has a value. */
enum facts_answer facts_value(const struct facts *facts, enum facts_enum which, uint32_t value);

/* Whether programs can call a function of the kernel, or of the module. */
enum facts_answer facts_kfunc(const struct facts *facts, const char *name);

/* The module that has it, or null. */
const struct facts *facts_kfunc_module(const struct facts *facts, const char *name);

#endif
