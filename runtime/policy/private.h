/* SPDX-License-Identifier: MIT */
/* What the reading of policies and the deciding by them share, and nobody else includes. */
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
	char *value;           /* a copy, cut into the following ones */
	const char *section;   /* of ATTACH, a pattern */
	const char *pattern;
	const char *options[TARGET_OPTIONS];
	unsigned int option_count;
	unsigned int line;     /* of the file; 0: from the command line */
};

struct limit {
	uint64_t value;
	char *text;            /* the value as written; null: there is no limit */
	unsigned int line;
};

struct policy {
	char *path;     /* of the file with the section, or null */
	struct rule *rules;
	size_t count;
	struct limit limits[POLICY_LIMITS];
};

/* What rules can be about, a row each. */
extern const struct policy_subject {
	const char *name;
	enum subject subject;
	enum policy_question question;
	const char *value;  /* what stands after '=', or null */
	const char *asks;   /* of ASK, for messages */
} policy_subjects[];

/* The name of a limit. */
const char *policy_limit_name(enum policy_limit limit);

/* The types of programs that a group stands for, separated by blanks; null for other names. */
const char *policy_group(const char *name);

#endif
