/* SPDX-License-Identifier: MIT */
/* What the files of this room share. Nobody else includes it. */
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
	wasmtime_module_t *wasm;          /* null: it is a component */
	struct wasmtime_component_t *component;
};

/* One import, as this module declares it. */
struct engine_binding {
	struct engine_instance *instance;
	const struct engine_import *import;
	void *host;       /* the first argument of the import's function */
	uint32_t narrow;  /* bit N: the module declares parameter N as i32 */
	size_t params;
};

/* Which of stdout and stderr are terminals, although a function takes what is written. */
struct engine_terminals {
	bool is_terminal[2];      /* stdout, stderr */
	bool is_imported;         /* the guest imports fd_fdstat_get */
	bool is_ready;
	wasmtime_func_t engines;  /* the engine's fd_fdstat_get */
	wasmtime_func_t call;     /* the same, through a caller that has the guest's memory */
};

struct engine_instance {
	struct engine *engine;
	const struct engine_watcher *watcher;  /* or null */
	struct engine_profile *profile;        /* or null */
	struct engine_kept *kept;  /* functions of the engine's WASI, for engine_call_wasi() */
	wasmtime_store_t *store;
	wasmtime_context_t *context;
	wasmtime_linker_t *linker;
	wasmtime_instance_t wasm;
	wasmtime_memory_t memory;
	wasmtime_table_t table;
	bool has_memory;
	bool has_table;
	uint8_t *memory_base;  /* as engine_memory_before() gives them */
	size_t memory_size;
	struct engine_limits limits;
	struct engine_pump *pumps;
	struct engine_terminals terminals;
	struct engine_binding *bindings;
	wasm_trap_t *trap;  /* how the guest ended, until engine_explain() */
	uint64_t host_calls;
	bool stopped;
	bool interrupted;
	char backtrace[1024];
};

/* Makes the store, with the flag that ends the guest. */
void engine_begin(struct engine_instance *instance, struct engine *engine,
		  const struct engine_limits *limits);

/* What WASI gives to the guest. -EINVAL or -ENOENT. */
int engine_give_wasi(struct engine_instance *instance, const struct engine_wasi *wasi,
		     struct err *err);

/* Sets the limits of what can be made in the store: by the guest, and by `pumps` pumps, each of
 * which is an instance with a table and a memory. */
void engine_limit(struct engine_instance *instance, const struct engine_limits *limits,
		  unsigned int pumps);

void engine_pumps_free(struct engine_pump *pumps);

/* For streams that are terminals. _begin() notes them when WASI is in the linker. _import()
 * gives the function for the import that tells the guest about them, null for other imports.
 * _ready() prepares that function once the guest's memory exists. */
void engine_terminals_begin(struct engine_instance *instance, const struct engine_wasi *wasi);
const struct engine_import *engine_terminal_import(struct engine_instance *instance,
						   const char *module, const char *name);
int engine_terminals_ready(struct engine_instance *instance, struct engine *engine,
			   struct err *err);

/* Takes a sample of where the guest is. */
void engine_profile_sample(struct engine_profile *profile);

/* Keeps the engine's function of WASI that one of the host is about to replace. 0 or -ENOMEM. */
int engine_keep_wasi(struct engine_instance *instance, const char *name,
		     const wasm_functype_t *type);
void engine_kept_free(struct engine_kept *kept);

/* The guest's functions at a trap, as engine_backtrace() tells them. */
void engine_keep_frames(struct engine_instance *instance, wasm_frame_vec_t *frames);

/* The last line of a message, which is the cause. */
void engine_last_line(const wasm_message_t *message, char *line, size_t size);

/* Takes over wasmtime's error, and makes it ours: "what: its first line". Returns -code. */
int engine_error(int code, wasmtime_error_t *error, const char *what, struct err *err);

/* Takes over the error and the trap of a call of the guest. Keeps the first ones. */
void engine_keep_trap(struct engine_instance *instance, wasmtime_error_t *error,
		      wasm_trap_t *trap);

/* How the guest ended, by the trap that was kept. A trap of the guest's own goes into `err`,
 * and its backtrace is kept. */
enum engine_end engine_explain(struct engine_instance *instance, struct err *err);

/* Instantiates a module of ours that imports a function and the guest's memory, and finds its
 * export of that name: it calls the function with the guest's memory. `*ret_ready` stays false
 * if it trapped. */
wasmtime_error_t *forward_make(struct engine_instance *instance, const wasmtime_module_t *module,
			       const wasmtime_func_t *function, const char *name,
			       wasmtime_func_t *ret_call, bool *ret_ready);

#endif
