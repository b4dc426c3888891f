/* SPDX-License-Identifier: MIT */
/* Modules from files, and their compiled code. */
#ifndef ENGINE_MODULE_H
#define ENGINE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct cache;
struct engine;
struct engine_module;
struct err;

/* Which files may be compiled code, which is native code and runs with all rights. */
enum module_code {
	MODULE_CODE_BY_NAME,  /* those named *.cwasm */
	MODULE_CODE_NEVER,    /* none: the file comes from elsewhere */
	MODULE_CODE_ALWAYS,   /* those with any name */
};

/* A file of a guest. */
struct module_file {
	const char *name;  /* as the user named it, for messages */
	const char *path;  /* where its bytes are */
	enum module_code code;
	const char *keeps; /* the name of the custom section that is kept, or null; of a component
			    * it is COMPONENT_OBJECT (lib/wasm.h) */
	int code_fd;       /* its code, of somebody who is trusted; or -1 */
};

/* How large a module may be. 0: only the engine limits it. */
struct module_limits {
	uint64_t size;       /* bytes */
	uint64_t functions;  /* how many */
};

/* Checks that the bytes begin as a module does. EINVAL or EFBIG, with a hint that says what
 * they are instead. */
int module_check(const char *name, const void *data, size_t size, struct err *err);

/* Compiles a module, or finds its code in the cache. `name` is for messages; `code_fd` as in
 * code_compile(). EINVAL, with a hint, if the bytes are not a module; EFBIG if it exceeds the
 * limits. */
int module_compile(const char *name, const void *wasm, size_t size,
		   const struct module_limits *limits, struct engine *engine,
		   const struct cache *cache, int code_fd, struct engine_module **ret_module,
		   struct err *err);

/* The same for a file. It can also be code that `wasm-bpf compile` made; then `*ret_code` is
 * its descriptor, which the caller closes, otherwise -1. The engine trusts code: nothing of it
 * is loaded, `*ret_module` is null, and the caller calls code_load() when no rule has to hold.
 * -EACCES for code if `file->code` does not allow it, or if others than root and this user can
 * write it. What the section that the file keeps holds is added to `kept`, which code has, too. */
int module_load(const struct module_file *file, const struct module_limits *limits,
		struct engine *engine, const struct cache *cache, struct engine_module **ret_module,
		int *ret_code, struct buf *kept, struct err *err);

#endif
