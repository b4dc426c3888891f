/* SPDX-License-Identifier: MIT */
/* Runtimes and modules: what instances share. */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include <pthread.h>

#include "base/cache.h"
#include "engine/module.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "runtime/wasm_bpf.h"
#include "runtime/watch.h"

struct engine;
struct engine_module;
struct wasm_bpf_config;

struct wasm_bpf_runtime {
	struct wasm_bpf_runtime *next;  /* the next one that signals stop */
	struct engine *engine;
	struct cache cache;
	struct err no_cache;            /* why there is no cache although the user wants one */
	struct watch watch;
	struct module_limits module_limits;  /* of modules that are compiled */
};

struct wasm_bpf_module {
	struct wasm_bpf_runtime *runtime;
	struct engine_module *code;  /* null: `code_fd` is loaded when no rule has to hold */
	pthread_mutex_t loading;     /* of `code` */
	int code_fd;        /* the file of compiled code that it is loaded from, or -1 */
	struct buf kept; /* the slices of BTF, or of a component the object, that it carries;
			  * may be anything */
	char *name;         /* as the user named it, for messages */
	char *path; /* where its bytes are; or null */
	char object[256];   /* the name of BPF objects without a name of their own */
};

/* Whether the module may run with the config; loads its code, if that was not done. 0, or -errno
 * with the reason. */
int module_ready(const struct wasm_bpf_module *module, const struct wasm_bpf_config *config,
		 struct err *err);

/* wasm_bpf_module_load(), with the module's code in an open file, of somebody who is trusted; or -1. */
int runtime_load(struct wasm_bpf_runtime *runtime, const char *path, const char *name,
		 unsigned int flags, int code_fd, struct wasm_bpf_module **ret_module,
		 struct wasm_bpf_error *error);

/* Copies an error for a user of the library, if `ret` is negative. Returns `ret`. */
int runtime_error(int ret, const struct err *err, struct wasm_bpf_error *error);

#endif
