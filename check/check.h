/* SPDX-License-Identifier: MIT */
/*
 * Whether a BPF object fits a kernel, by the kernel's BTF alone: nothing is loaded. What the
 * verifier would say, and what the kernel was configured without, is not known from there.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/code.h"

struct bpf_object;
struct err;
struct facts;

enum { CHECK_NAME_SIZE = 256, CHECK_TEXT_SIZE = 640 };

/* What a finding is about. */
enum check_subject {
	CHECK_RELOCATIONS,
	CHECK_HELPERS,   /* and kernel functions (kfuncs) */
	CHECK_PROGRAMS,  /* their types, and what they attach to */
	CHECK_MAPS,
	CHECK_SUBJECTS,
};

enum check_weight {
	CHECK_GUARDED,  /* the kernel lacks it, and the program does without */
	CHECK_NOTE,     /* it may not work, or nothing needs it */
	CHECK_FAILS,    /* the object does not load or attach */
};

struct check_finding {
	enum check_subject subject;
	enum check_weight weight;
	char program[CHECK_NAME_SIZE]; /* or map; "" for the whole object */
	char text[CHECK_TEXT_SIZE];
	bool is_there; /* in a module, which must be loaded */
};

/* How many things the object asks for, and how many of these a kernel has. */
struct check_count {
	uint32_t asked;
	uint32_t there;
};

struct check_result {
	struct check_finding *findings;
	size_t count;
	struct check_count counts[CHECK_SUBJECTS];
	bool fits; /* no finding fails */
	char **wants; /* names that the kernel's BTF lacks, and that of a module may have */
	size_t want_count;
};

/* Checks an object: its bytes as code.h has read them, and as libbpf has opened it. 0, -EINVAL or
 * -ENOMEM. The caller releases the result, also after a failure. */
int check_object(const struct code *code, const struct bpf_object *bpf, const struct facts *facts,
		 const char *release, struct check_result *ret_result, struct err *err);
void check_release(struct check_result *result);

/* The name that a subject has in JSON and at the head of a table. */
const char *check_subject_name(enum check_subject subject);

#endif
