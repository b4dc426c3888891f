/* SPDX-License-Identifier: MIT */
/* What read.c and policy.c share. Nobody else includes it. */
#ifndef POLICY_PRIVATE_H
#define POLICY_PRIVATE_H

#include <stddef.h>

#include "kinds/target.h"
#include "policy/policy.h"

enum subject { ALL, PROGRAM, ATTACH, MAP, PIN, EFFECT, ASK };

struct rule {
	enum subject subject;
	bool allow;
	enum policy_question question;
	char *text;            /* as written, for messages: program=xdp */
	char *value;           /* a copy, cut into the next three */
	const char *section;   /* a pattern; only if the subject is ATTACH */
	const char *pattern;
	const char *options[TARGET_OPTIONS];
	unsigned int option_count;
	unsigned int line;     /* of the file; 0: it is of the command line */
};

struct limit {
	uint64_t value;
	char *text;            /* the value as written; null: there is no limit */
	unsigned int line;     /* of the file; 0: it is of the command line */
};

struct policy {
	char *path;     /* of the file that has the section, or null */
	struct rule *rules;
	size_t count;
	struct limit limits[POLICY_LIMITS];
};

/* What rules can be about: one row each. */
extern const struct policy_subject {
	const char *name;
	enum subject subject;
	enum policy_question question;
	const char *value;  /* what follows '=', for messages; null: nothing does */
	const char *asks;   /* what the guest does, for messages; only if the subject is ASK */
} policy_subjects[];

/* The name of a limit. */
const char *policy_limit_name(enum policy_limit limit);

/* The program types that a group stands for, separated by blanks. Null if `name` is no group. */
const char *policy_group(const char *name);

#endif
