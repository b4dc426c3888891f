/* SPDX-License-Identifier: MIT */
/* Modules from files: what they are, and their compiled code. */
#ifndef ENGINE_MODULE_H
#define ENGINE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cache;
struct engine;
struct engine_module;
struct err;

/* Which files may be compiled code, which is native code and runs with all rights. */
enum module_code {
	MODULE_CODE_BY_NAME,  /* those named *.cwasm */
	MODULE_CODE_NEVER,    /* none: it came from elsewhere */
	MODULE_CODE_ALWAYS,
};

/* A file of a guest. */
struct module_file {
	const char *name;  /* as the user named it, for messages */
	const char *path;  /* where its bytes are */
	enum module_code code;
};

/* How large a module may be; zeros: as large as the engine takes it. */
struct module_limits {
	uint64_t size;       /* bytes */
	uint64_t functions;
};

/* Whether bytes begin as a module does: EINVAL or EFBIG, with a hint what they are instead. */
int module_check(const char *name, const void *data, size_t size, struct err *err);

/* Compiles a module, or finds its code in the cache; `name` is for messages. EINVAL, with a
 * hint what it is instead, when the bytes are none; EFBIG past the limits. */
int module_compile(const char *name, const void *wasm, size_t size,
		   const struct module_limits *limits, struct engine *engine,
		   const struct cache *cache, struct engine_module **ret_module, struct err *err);

/* The same for a file, which can also be the code that `wasm-bpf compile` made: `*ret_code` is
 * then its descriptor, the caller's to close, and else -1. Code without this user's seal is not
 * looked at, and `*ret_module` null: it is for code_load(), where no rule has to hold. -EACCES for code where it may not
 * be, and for code that others than root and this user can write. */
int module_load(const struct module_file *file, const struct module_limits *limits,
		struct engine *engine, const struct cache *cache, struct engine_module **ret_module,
		int *ret_code, struct err *err);

#endif
