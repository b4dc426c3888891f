/* SPDX-License-Identifier: MIT */
/*
 * Policy: what guests may do, by rules in the section [guests] of a policy file
 * (lib/policy_file.h) and on the command line. Of the rules that are about something
 * the last one decides. Where none is, it is refused if there was a file with that
 * section, and else allowed, pins excepted.
 *
 *	allow|deny all
 *	allow|deny program=TYPE			loading: of a type, tracing, networking
 *	allow|deny attach=SECTION:TARGET	attaching; allow: loading such programs, too
 *	allow|deny map=TYPE			maps
 *	allow|deny pin=PATH			pinning, and opening what is pinned
 *	allow|deny effect=NAME			what programs' code does: kinds/effects.def
 *	allow|deny ksym|usym|test-run|stats
 *	limit memory|tables|objects|maps|map-size|time=NUMBER
 *
 * TYPE, SECTION, TARGET, NAME and PATH are patterns (glob.h). This decides by texts alone; what
 * asks about programs and maps is permit.h. A null policy has no rules. Every refusal is
 * -EPERM and says which rule it is by, where that stands, and what would allow it.
 *
 * (Which artifacts may run at all is another matter: oci/trust/policy.h.)
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "kinds/effect.h"

struct err;
struct policy;
struct target;

struct policy *policy_new(void);
void policy_free(struct policy *policy);

/* Adds the rules of a file, the default one where `path` is null: once, before those of the
 * command line even when they were added first. `*ret_sections` says which sections the
 * file has (POLICY_GUESTS...). -EINVAL with the line, or another -errno. */
int policy_read(struct policy *policy, const char *path, unsigned int *ret_sections,
		struct err *err);

/* Adds a rule of the command line: verb "allow", "deny" or "limit". -EINVAL or -ENOMEM. */
int policy_add(struct policy *policy, const char *verb, const char *rule, struct err *err);

enum policy_limit {
	POLICY_MEMORY,   /* bytes of each memory */
	POLICY_TABLES,   /* entries of each table */
	POLICY_OBJECTS,  /* BPF objects at once */
	POLICY_MAPS,     /* maps in the kernel at once */
	POLICY_MAP_SIZE, /* bytes that the entries of each map take */
	POLICY_TIME,     /* milliseconds of the run */
	POLICY_MODULE,   /* bytes of the module */
	POLICY_FUNCTIONS, /* functions of the module */
	POLICY_COMPILE,  /* bytes of memory while it is compiled */
	POLICY_LIMITS
};

/* Adds a limit of the command line, written as after the '='. -EINVAL or -ENOMEM. */
int policy_set_limit(struct policy *policy, enum policy_limit limit, const char *value,
		     struct err *err);

/* A program, as rules see it. */
struct policy_program {
	const char *name;
	const char *section;
	const char *type;      /* by libbpf's name, or "unknown" */
	const char *sections;  /* all that SECTION can be for it, in one text; may be empty */
};

/* Whether a rule denies some targets and not others: then all their names matter. */
bool policy_denies_targets(const struct policy *policy);

/* Whether the program may be loaded. */
int policy_may_load(const struct policy *policy, const struct policy_program *program,
		    struct err *err);

/* Whether it may be attached to the target, whose name is resolved. */
int policy_may_attach(const struct policy *policy, const struct policy_program *program,
		      const struct target *target, struct err *err);

/* Whether a map may be made, of a type by libbpf's name. */
int policy_may_make_map(const struct policy *policy, const char *name, const char *type,
			struct err *err);

/* Whether the program's code may have that effect. */
int policy_may_cause(const struct policy *policy, const struct policy_program *program,
		     enum effect_number effect, struct err *err);

/* Whether something may be pinned at that path, or what is pinned there be opened or
 * unpinned. Refused, whatever the rules, is a path that is not plain: relative, with
 * '.', '..', '//' or a symbolic link in it. */
int policy_may_pin(const struct policy *policy, const char *path, struct err *err);

enum policy_question {
	POLICY_KSYM,      /* the kernel's symbols */
	POLICY_USYM,      /* those of processes */
	POLICY_TEST_RUN,  /* test runs of programs */
	POLICY_STATS,     /* the kernel's counting of runs and run time */
};

/* Whether the guest may ask that of the host. */
int policy_may_ask(const struct policy *policy, enum policy_question question,
		   struct err *err);

/* Whether there is any rule or limit, or a file that could have one. */
bool policy_restricts(const struct policy *policy);

/* The limit, or `otherwise` where there is none. */
uint64_t policy_limit(const struct policy *policy, enum policy_limit limit, uint64_t otherwise);

/* Whether there may be `count` of something. */
int policy_may_have(const struct policy *policy, enum policy_limit limit, uint64_t count,
		    struct err *err);

#endif
