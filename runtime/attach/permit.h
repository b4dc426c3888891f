/* SPDX-License-Identifier: MIT */
/*
 * Asks the policy about a BPF object: about all of it before it is loaded, and about each
 * program with its target before it is attached. Nothing else asks. Each function gives 0, or
 * -EPERM with the reason.
 */
#ifndef ATTACH_PERMIT_H
#define ATTACH_PERMIT_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stdint.h>

struct bpf_map;
struct bpf_object;
struct bpf_program;
struct err;
struct ksyms;
struct policy;
struct target;

/* What an object's owner knows of its programs. */
struct permit_facts {
	/* The target that a program was bound to, instead of its section's; or null. */
	const char *(*bound)(const void *context, const struct bpf_program *prog);
	/* What its code can do: bits of enum effect. */
	unsigned int (*effects)(const void *context, const struct bpf_program *prog);
	const void *context;           /* of both functions */
	struct ksyms **ksyms;          /* see names_add() */
};

/* Whether libbpf looks up symbols of the kernel for the object, for variables that are
 * `extern ... __ksym`. */
bool permit_reads_ksyms(const struct bpf_object *object);

/* Before the load: asks about the types of programs and maps that would get into the kernel, the
 * targets of programs that the load binds, the effects of their code, the sizes of maps, the
 * pins that maps ask for, and the kernel's symbols. */
int permit_load(const struct policy *policy, const struct bpf_object *object,
		const struct permit_facts *facts, struct err *err);

/* Whether a map may have so many entries of these sizes, in bytes. The value size of a per-CPU
 * map is for one CPU. */
int permit_map_size(const struct policy *policy, enum bpf_map_type type, uint32_t key_size,
		    uint32_t value_size, uint32_t max_entries, struct err *err);

/* Before a program is attached to a target, whose name is resolved. `ksyms` is as in names_add().
 * Another -errno if it cannot be found out what the target means. */
int permit_attach(const struct policy *policy, const struct bpf_program *prog,
		  struct target *target, struct ksyms **ksyms, struct err *err);

/* Before a struct_ops map is attached. Its target is the name of the kernel's struct. */
int permit_struct_ops(const struct policy *policy, const struct bpf_object *object,
		      const struct bpf_map *map, struct err *err);

/* The word that rules have for a program which the load binds, as in fentry:function. Null if
 * the load does not bind it. */
const char *permit_bound_section(const struct bpf_program *prog);

/* The name of the kernel's struct that a struct_ops map is for, or "". */
const char *permit_struct_name(const struct bpf_object *object, const struct bpf_map *map);

#endif
