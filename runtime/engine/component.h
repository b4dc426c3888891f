/* SPDX-License-Identifier: MIT */
/*
 * Components: guests that take and give values. A component has a module's compiled code
 * (engine_compile(), engine_load()) and WASI 0.2; what else it imports is the host's.
 *
 * An engine that is not built by pinned/engine.sh has none of this: it refuses to compile them.
 *
 * Values of both directions lie in memory as the canonical ABI lays them out (lib/wit_type.h):
 * those of records in the guest's own, those of the host's functions in a buffer, where an
 * address is an offset.
 */
#ifndef ENGINE_COMPONENT_H
#define ENGINE_COMPONENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/wit_type.h"

struct component;
struct component_list;
struct err;

/* A call of a host's function: the parameters lie one after the other at 0, as a record's fields
 * do; the result goes to `result`, where its size is there and zero. */
struct component_call {
	struct buf *values;
	size_t result;
	const struct wit_func *type;
};

/* Allocates `size` bytes in the buffer, aligned, and returns where. SIZE_MAX if there is no
 * memory. */
size_t component_allocate(struct buf *values, uint32_t align, size_t size);

/* Allocates a list of `count` elements of `size` bytes, whose address and length go to `at`. As
 * component_allocate(). */
size_t component_put_list(struct buf *values, size_t at, uint32_t align, size_t count, size_t size);

/* Of how many values the one at `at` consists: the engine takes some 70 bytes for each. */
uint64_t component_parts(const struct buf *values, size_t at, const struct wit_type *type);

/* 0, or a negative errno that ends the guest, with the reason. */
typedef int component_function(void *context, const struct component_call *call, struct err *err);

/* What the host has for an import. */
struct component_import {
	component_function *call;
	void *context;
};

struct component_host {
	/* Finds it by the interface's name, without package and version, and checks the type, which
	 * stays there as long as the component. -ENOENT or -EINVAL, with the reason. */
	int (*find)(void *context, const char *interface, const char *name,
		    const struct wit_func *type, struct component_import *ret_import,
		    struct err *err);
	/* Whether the host has such a resource: numbers, which its functions give and take; what they
	 * stand for is the host's. Null: it has none. */
	bool (*has_resource)(void *context, const char *interface, const char *name);
	void *context;
};

/* Whether a module is one. */
bool engine_module_is_component(const struct engine_module *module);

/* Calls `take` with the name of each export; of a long name with its beginning. It ends with the
 * first negative result, which it returns. -E2BIG: there are more than a guest can need. */
int component_exports(struct engine *engine, const struct engine_module *module,
		      int (*take)(void *context, const char *name, struct err *err), void *context,
		      struct err *err);

/* Whether it imports an interface, by its name without package and version. */
bool component_imports(struct engine *engine, const struct engine_module *module,
		       const char *interface);

/* Reads the type of an exported function, which the caller releases. -ENOENT without a message;
 * -EINVAL if it is no function, or its type cannot be read. */
int component_export_type(struct engine *engine, const struct engine_module *module,
			  const char *name, struct wit_func *ret_type, struct err *err);

/* Finds what the component imports, as component_new() does, and runs nothing. */
int component_check(struct engine *engine, const struct engine_module *module,
		    const struct component_host *host, struct err *err);

/* Links and instantiates. As engine_instantiate(): ECANCELED with `*ret_end`, and `*ret_status` as
 * component_run() gives it; stored before anything runs, and to be freed even if this fails. */
int component_new(struct engine *engine, const struct engine_module *module,
		  const struct component_host *host, const struct engine_wasi *wasi,
		  const struct engine_limits *limits, struct component **ret_component,
		  enum engine_end *ret_end, int *ret_status, struct err *err);
void component_free(struct component *component);

/* Runs `run` of the exported interface wasi:cli/run. Without it `*ret_status` is 0. -ECANCELED if it did not
 * return: `*ret_end` says how; `*ret_status` is what the guest gave if it asked to exit. */
int component_run(struct component *component, enum engine_end *ret_end, int *ret_status,
		  struct err *err);

/* Calls an exported function without parameters and result; nothing happens if there is none.
 * As component_run(). -EINVAL if it has another type. */
int component_tell(struct component *component, const char *name, enum engine_end *ret_end,
		   int *ret_status, struct err *err);

/* Finds an exported function that takes a list, of elements of that type, and gives nothing. -ENOENT
 * without a message if there is no such export; -EINVAL. The component owns the list. */
int component_find_list(struct component *component, const char *name,
			const struct wit_type *element, struct component_list **ret_list,
			struct err *err);

/* The guest's memory while a list is written; where it ends. */
struct component_cursor;
uint8_t *component_memory(struct component_cursor *cursor, size_t *ret_size);

/* Memory in it for a list inside an element, and a string at a place. False ends the call. */
bool component_cursor_allocate(struct component_cursor *cursor, uint32_t align, size_t size,
			       size_t *ret_at);
bool component_cursor_string(struct component_cursor *cursor, const char *text, size_t size,
			     size_t at);

/* Calls it with `count` elements, which `write` writes from `at` on. As component_run(). */
int component_call_list(struct component_list *list, size_t count,
			bool (*write)(void *context, struct component_cursor *cursor, size_t at),
			void *context, enum engine_end *ret_end, int *ret_status, struct err *err);

/* How often it called functions of the host, without those of WASI. */
uint64_t component_calls(const struct component *component);

const char *component_backtrace(const struct component *component);

#endif
