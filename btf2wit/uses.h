/* SPDX-License-Identifier: MIT */
/*
 * The types that an interface or a world uses of another interface, and what they are called
 * there: a type and a function of one name cannot stand side by side.
 */
#ifndef BTF2WIT_USES_H
#define BTF2WIT_USES_H

#include <stddef.h>

struct names;
struct plan;
struct plan_ref;

struct use {
	const char *type; /* its name where it is from */
	const char *name; /* its name here */
};

struct uses {
	struct use *list;
	size_t count, room;
	struct names *names; /* what is taken; it owns the new names */
};

/* Starts without types. Failures show in uses_failed(). */
void uses_init(struct uses *uses);
void uses_release(struct uses *uses);
int uses_failed(const struct uses *uses); /* 0 or a positive errno */

/* A function is called "<prefix><name>", which no type is then. */
void uses_take(struct uses *uses, const char *prefix, const char *name);

/* Uses the type that a reference names, if it names one; once only. After all uses_take(). */
void uses_add(struct uses *uses, const struct plan *plan, const struct plan_ref *ref);

/* What a type that is used is called here. */
const char *uses_name(const struct uses *uses, const char *type);

#endif
