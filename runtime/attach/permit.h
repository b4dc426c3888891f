/* SPDX-License-Identifier: MIT */
/*
 * Asks the policy about what a BPF object holds: all of it before it is loaded, and each
 * program again with its target before it is attached. These are the only places that do.
 * 0, or -EPERM with the reason.
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
	/* The target that a program was bound to, which its section does not say; or null. */
	const char *(*bound)(const void *context, const struct bpf_program *prog);
	/* What its code can do: a set of enum effect. */
	unsigned int (*effects)(const void *context, const struct bpf_program *prog);
	const void *context;
	struct ksyms **ksyms;          /* see names_add() */
};

/* Whether libbpf looks up symbols of the kernel for the object: its `extern ... __ksym`, functions
 * apart. */
bool permit_reads_ksyms(const struct bpf_object *object);

/* Before the load: the types of programs and maps that would get into the kernel, the
 * targets of programs that are bound to them then, the effects of their code, the pins that
 * maps ask for, the kernel's symbols. */
int permit_load(const struct policy *policy, const struct bpf_object *object,
		const struct permit_facts *facts, struct err *err);

/* Whether a map may have entries of these sizes, in bytes, of which a per-CPU value is one
 * for each CPU. */
int permit_map_size(const struct policy *policy, enum bpf_map_type type, uint32_t key_size,
		    uint32_t value_size, uint32_t max_entries, struct err *err);

/* Before a program is attached, to a target whose name is resolved; `ksyms` as names_add() has
 * it. -errno where it cannot be told what the target means. */
int permit_attach(const struct policy *policy, const struct bpf_program *prog,
		  struct target *target, struct ksyms **ksyms, struct err *err);

/* Before a struct_ops map is; its target is the name of the kernel's struct. */
int permit_struct_ops(const struct policy *policy, const struct bpf_object *object,
		      const struct bpf_map *map, struct err *err);

/* The word by which rules call what a program is bound to when it is loaded, as in
 * fentry:function; null where it is not bound. */
const char *permit_bound_section(const struct bpf_program *prog);

/* The name of the kernel's struct that a struct_ops map is for, or "". */
const char *permit_struct_name(const struct bpf_object *object, const struct bpf_map *map);

#endif
