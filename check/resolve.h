/* SPDX-License-Identifier: MIT */
/*
 * What a CO-RE relocation finds in a kernel's BTF, by libbpf's rules: candidates are types of the
 * same kind and name, without flavours; members are found by their names, also in anonymous structs
 * and unions.
 */
#ifndef CHECK_RESOLVE_H
#define CHECK_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

struct code;
struct code_relocation;
struct facts;

enum { RESOLVED_TEXT_SIZE = 256 };

enum resolved_state {
	RESOLVED_FOUND,
	RESOLVED_MISSING,    /* the instruction becomes one that the verifier refuses */
	RESOLVED_AMBIGUOUS,  /* libbpf refuses the object */
	RESOLVED_UNKNOWN,    /* this does not judge it */
};

struct resolved {
	enum resolved_state state;
	bool is_question; /* it asks whether something exists */
	bool is_known;    /* its value is known: */
	uint64_t value;
	char what[RESOLVED_TEXT_SIZE]; /* it is about: "struct task_struct.state" */
	char why[RESOLVED_TEXT_SIZE];  /* if it was not found */
	const char *module; /* that has the type; null: the kernel, or none has */
	const char *wanted; /* the type's name, if the kernel has no such type; in the object */
};

void resolve(const struct code *code, const struct code_relocation *relocation,
	     const struct facts *facts, struct resolved *ret_resolved);

#endif
