/* SPDX-License-Identifier: MIT */
/*
 * Compiled code in a file, as the cache keeps it and `wasm-bpf compile` makes it: the
 * engine's bytes, what else of the module is kept, then a footer that says who made it and
 * whether it is whole. The code runs with our rights. So the caller must know where such a file
 * comes from.
 */
#ifndef ENGINE_CODE_H
#define ENGINE_CODE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct cache;
struct engine;
struct engine_module;
struct err;

/* Adds the module's compiled code to `file`, and what is kept beside it. If there is a key beside
 * the cache, it is sealed (seal.h). 0 or -errno. */
int code_pack(const struct engine_module *module, const struct cache *cache, const struct buf *kept,
	      struct buf *file);

/* Adds what an open file keeps beside the code to `kept`, as far as it can be read. It is not
 * known whether it is whole. */
void code_kept(int fd, struct buf *kept);

/* Whether an open file has a footer of ours, whole or not. */
bool code_is(int fd);

/* Whether this user compiled an open file, and it is whole. It may then run under rules and
 * limits, which code of somebody else could escape. */
bool code_is_sealed(int fd, const struct cache *cache);

/* Loads the module from an open file. EINVAL, with the reason, if the file is damaged or
 * another version made it. */
int code_load(struct engine *engine, int fd, struct engine_module **ret_module,
	      struct err *err);

/* Who can load what code_pack() makes here: a word for each of version, engine, its build, and the
 * kind of machine. */
const char *code_maker(void);

/* Compiles a module, or finds its code in the cache. If the cached code is broken, it compiles
 * the module anew; unless the open file `given`, which is -1 for none, has the module's code: its
 * caller trusts who compiled it. Code that was made elsewhere, or does not load, is no error. */
int code_compile(const struct cache *cache, struct engine *engine, const void *wasm, size_t size,
		 int given, struct engine_module **ret_module, struct err *err);

#endif
