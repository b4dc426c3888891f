/* SPDX-License-Identifier: MIT */
/* The variables of an object that a user can set: its parameters. */
#ifndef WASM_BPF_OBSERVE_PARAMS_H
#define WASM_BPF_OBSERVE_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_object;
struct err;

/* Calls `visit` for each variable that can be set, with what its kind is called and its size in
 * bytes. */
void observe_each_param(const struct bpf_object *bpf,
			void (*visit)(void *context, const char *name, const char *kind,
				      unsigned int size),
			void *context);

/* Sets a variable, VARIABLE=VALUE, of an object that is not loaded yet. -ENOENT if there is no such
 * variable; -EINVAL if it cannot have the value. */
int observe_set_param(struct bpf_object *bpf, const char *given, struct err *err);

/* The number in the constant whose name is `name` and then `suffix`. False if there is none. */
bool observe_constant(const struct bpf_object *bpf, const char *name, const char *suffix,
		      uint64_t *ret_number);

#endif
