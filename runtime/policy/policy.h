/* SPDX-License-Identifier: MIT */
/*
 * Policy: what guests may do, by rules in the section [guests] of a policy file
 * (lib/policy_file.h) and on the command line. If several rules match, the last one
 * wins. If none matches, the answer is no if there was a file with that section;
 * otherwise it is yes, except for pins.
 *
 *	allow|deny all
 *	allow|deny program=TYPE			loading programs of a type, or of a group:
 *						tracing, networking
 *	allow|deny attach=SECTION:TARGET	attaching; allow also permits loading
 *	allow|deny map=TYPE			maps
 *	allow|deny pin=PATH			pinning, and opening what is pinned
 *	allow|deny effect=NAME			what programs' code does: kinds/effects.def
 *	allow|deny ksym|usym|container|test-run|stats
 *	limit memory|tables|objects|maps|map-size|time|module|functions|compile=NUMBER
 *
 * TYPE, SECTION, TARGET, NAME and PATH are patterns (glob.h). These functions decide by texts
 * alone; permit.h asks them about programs and maps. A null policy has no rules. Every refusal
 * is -EPERM. Its message names the rule and where it stands, and the hint says what would
 * allow it.
 *
 * (oci/trust/policy.h decides which artifacts may run at all.)
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

/* Adds the rules of a file; a null `path` means the default one. Call it once. Its rules come
 * before those of the command line, even if those were added first. `*ret_sections` says which
 * sections the file has (POLICY_GUESTS...). -EINVAL with the line, or another -errno. */
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

/* Adds a limit of the command line. `value` is what follows the '='. -EINVAL or -ENOMEM. */
int policy_set_limit(struct policy *policy, enum policy_limit limit, const char *value,
		     struct err *err);

/* A program, as rules see it. */
struct policy_program {
	const char *name;
	const char *section;
	const char *type;      /* libbpf's name of it, or "unknown" */
	const char *sections;  /* all words that SECTION can match, separated by blanks; or "" */
};

/* Whether a rule denies some targets and not others. Then all names of a target matter. */
bool policy_denies_targets(const struct policy *policy);

/* Whether the program may be loaded. */
int policy_may_load(const struct policy *policy, const struct policy_program *program,
		    struct err *err);

/* Whether it may be attached to the target, whose name is resolved. */
int policy_may_attach(const struct policy *policy, const struct policy_program *program,
		      const struct target *target, struct err *err);

/* Whether a map may be created. `type` is libbpf's name of its type. */
int policy_may_make_map(const struct policy *policy, const char *name, const char *type,
			struct err *err);

/* Whether the program's code may have that effect. */
int policy_may_cause(const struct policy *policy, const struct policy_program *program,
		     enum effect_number effect, struct err *err);

/* Whether the guest may pin at that path, and open or unpin what is pinned there. A path that
 * is relative, or has '.', '..', '//' or a symbolic link in it, is refused whatever the rules
 * are. */
int policy_may_pin(const struct policy *policy, const char *path, struct err *err);

enum policy_question {
	POLICY_KSYM,      /* look up the kernel's symbols */
	POLICY_USYM,      /* look up symbols of processes */
	POLICY_CONTAINER, /* name containers */
	POLICY_TEST_RUN,  /* make test runs of programs */
	POLICY_STATS,     /* make the kernel count runs and run time */
};

/* Whether the guest may do that. */
int policy_may_ask(const struct policy *policy, enum policy_question question,
		   struct err *err);

/* Whether there is any rule, or a policy file. */
bool policy_has_rules(const struct policy *policy);

/* Whether there is any rule, any limit, or a policy file. */
bool policy_restricts(const struct policy *policy);

/* The limit, or `otherwise` if there is none. */
uint64_t policy_limit(const struct policy *policy, enum policy_limit limit, uint64_t otherwise);

/* Whether there may be `count` of something. */
int policy_may_have(const struct policy *policy, enum policy_limit limit, uint64_t count,
		    struct err *err);

#endif
