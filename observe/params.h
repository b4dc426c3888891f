/* SPDX-License-Identifier: MIT */
/* The variables of an object that a user can set: its parameters. */
#ifndef OBSERVE_PARAMS_H
#define OBSERVE_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_object;
struct err;

/* A variable that can be set. */
struct observe_param {
	const char *name;
	const char *kind;     /* what its value is called: "number" */
	unsigned int size;    /* bytes */
	const char *initial;  /* the value that it has, for people */
	const char *help;     /* what its tag WB_HELP() says, or "" */
};

/* Calls `visit` for each variable that can be set. */
void observe_each_param(const struct bpf_object *bpf,
			void (*visit)(void *context, const struct observe_param *param),
			void *context);

/* Sets a variable, VARIABLE=VALUE, of an object that is not loaded yet. -ENOENT if there is no such
 * variable; -EINVAL if it cannot have the value. */
int observe_set_param(struct bpf_object *bpf, const char *given, struct err *err);

/* The number in the constant whose name is `name` and then `suffix`. False if there is none. */
bool observe_constant(const struct bpf_object *bpf, const char *name, const char *suffix,
		      uint64_t *ret_number);

#endif
