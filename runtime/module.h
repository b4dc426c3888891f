/* SPDX-License-Identifier: MIT */
/* Modules from files: what they are, and their compiled code. */
#ifndef RUNTIME_MODULE_H
#define RUNTIME_MODULE_H

#include <stdbool.h>

struct buf;
struct engine;
struct engine_module;
struct err;

/* A file of a guest. */
struct module_file {
	const char *name;  /* as the user named it, for messages */
	const char *path;  /* where its bytes are */
	bool foreign;      /* it came from elsewhere: compiled code is not accepted */
	bool no_cache;
	bool verbose;      /* say why there is no cache */
};

/* Reads a WebAssembly module into `bytes`. EINVAL, with a hint what it is instead, when
 * the file is none. */
int module_read(const struct module_file *file, struct buf *bytes, struct err *err);

/* Loads the module of a file: compiles it, finds its code in the cache, or takes the
 * file as the code that `wasm-bpf compile` made. */
int module_load(const struct module_file *file, struct engine *engine,
		struct engine_module **ret_module, struct err *err);

#endif
