/* SPDX-License-Identifier: MIT */
/* What engine.c and engine_link.c share, and nobody else includes. */
#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include <wasi.h>
#include <wasm.h>
#include <wasmtime.h>

#include "engine/engine.h"

struct engine {
	wasm_engine_t *wasm;
};

struct engine_module {
	wasmtime_module_t *wasm;
};

/* One import as this module wants it. */
struct engine_binding {
	struct engine_instance *instance;
	const struct engine_import *import;
	void *host;       /* what the import gets */
	uint32_t narrow;  /* a bit for each parameter that the module declared as i32 */
	size_t params;
};

/* Which of the guest's streams are terminals though a function takes what is written. */
struct engine_terminals {
	bool is_terminal[2];
	bool is_imported;         /* the guest asks */
	bool is_ready;
	wasmtime_func_t engines;  /* the engine's fd_fdstat_get */
	wasmtime_func_t call;     /* the same, by a caller that has the guest's memory */
};

struct engine_instance {
	wasmtime_store_t *store;
	wasmtime_context_t *context;
	wasmtime_linker_t *linker;
	wasmtime_instance_t wasm;
	wasmtime_memory_t memory;
	wasmtime_table_t table;
	bool has_memory;
	bool has_table;
	struct engine_limits limits;
	struct engine_pump *pumps;
	struct engine_terminals terminals;
	struct engine_binding *bindings;
	wasm_trap_t *trap;  /* how the guest ended, on its way up */
	uint64_t host_calls;
	bool stopped;
	bool interrupted;
	char backtrace[1024];
};

/* Sets the limits of what can be made in the store: by the guest, and so many pumps, each of
 * which is an instance with a table and a memory. */
void engine_limit(struct engine_instance *instance, const struct engine_limits *limits,
		  unsigned int pumps);

void engine_pumps_free(struct engine_pump *pumps);

/* Streams that are terminals: noted when WASI is in the linker; the import that tells the
 * guest, or null for any other; and what that needs of the guest, once it is there. */
void engine_terminals_begin(struct engine_instance *instance, const struct engine_wasi *wasi);
const struct engine_import *engine_terminal_import(struct engine_instance *instance,
						   const char *module, const char *name);
int engine_terminals_ready(struct engine_instance *instance, struct engine *engine,
			   struct err *err);

/* Takes wasmtime's error and makes it ours, as "what: its first line". Returns -code. */
int engine_error(int code, wasmtime_error_t *error, const char *what, struct err *err);

/* Keeps the first trap or error of a call of the guest, and takes both. */
void engine_keep_trap(struct engine_instance *instance, wasmtime_error_t *error,
		      wasm_trap_t *trap);

/* What the trap that was kept says about the guest's end; a trap of the guest's own
 * is put into `err`, and its backtrace kept. */
enum engine_end engine_explain(struct engine_instance *instance, struct err *err);

#endif
