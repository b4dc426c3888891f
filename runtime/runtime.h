/* SPDX-License-Identifier: MIT */
/* What the instances of a process share, and their modules. */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include <pthread.h>

#include "base/cache.h"
#include "engine/module.h"
#include "lib/err.h"
#include "runtime/wasm_bpf.h"
#include "runtime/watch.h"

struct engine;
struct engine_module;

struct wasm_bpf_runtime {
	struct wasm_bpf_runtime *next;  /* of those that signals stop */
	struct engine *engine;
	struct cache cache;
	struct err no_cache;            /* why there is none, where it was asked for */
	struct watch watch;
	struct module_limits module_limits;  /* of what is compiled */
};

struct wasm_bpf_module {
	struct wasm_bpf_runtime *runtime;
	struct engine_module *code;  /* null: from `code_fd`, once no rule has to hold */
	pthread_mutex_t loading;     /* of the code */
	int code_fd;        /* of the file of compiled code that it is from, or -1 */
	char *name;         /* as the user named it, for messages */
	char object[256];   /* what BPF objects are called */
};

/* Gives a user of the library an error; returns `ret`. */
int runtime_error(int ret, const struct err *err, struct wasm_bpf_error *error);

#endif
