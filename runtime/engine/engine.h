/* SPDX-License-Identifier: MIT */
/*
 * The engine that compiles and runs a guest: wasmtime behind a small interface.
 * engine.c and engine_link.c are the only files that know it.
 *
 * An engine compiles modules; an instance is one run of a module: its memory,
 * its table of functions, and the host functions that its imports were linked
 * to. Engines and modules can be used by any number of threads at once. An instance
 * belongs to the thread that made it, but for the flag that ends it.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct engine;
struct engine_instance;
struct engine_module;
struct engine_pump;
struct err;

enum { ENGINE_PARAMS_MAX = 9 };

/*
 * A host function. The arguments are what the guest passed, each zero-extended
 * to 64 bits, whatever width the module declared them with; the result is cut to
 * the width that the module declared. `host` is struct engine_host's `functions`.
 */
typedef int64_t engine_function(void *host, const uint64_t *args);

/*
 * An import that the host offers. `type` holds a letter a parameter: i for an
 * i32, I for an i64, p for a pointer (an i32 that some SDKs declare as i64);
 * then a colon and, unless there is no result, its letter: "pi:I".
 */
struct engine_import {
	const char *module;
	const char *name;
	const char *type;
	engine_function *call;
	void *host;  /* what it gets, where that is not what the instance was made with */
};

/* Who answers a module's imports. */
struct engine_host {
	/* The host's function for an import, or null. */
	const struct engine_import *(*find)(void *context, const char *module, const char *name);
	void *context;    /* what `find` gets */
	void *functions;  /* what functions get, where their import says nothing else */
};

struct engine_dir {
	const char *host;
	const char *guest;
	bool read_only;
};

/* Takes what a guest writes to a standard stream, all of it: 0, or a negative errno that
 * the guest's write ends with. */
struct engine_output {
	int (*write)(void *context, const void *data, size_t size);
	void *context;
	bool is_terminal;  /* the guest is told so */
};

/* What WASI shows to the guest. */
struct engine_wasi {
	const char **argv;
	size_t argc;
	const char **env_names;
	const char **env_values;
	size_t env_count;
	const struct engine_dir *dirs;
	size_t dir_count;
	bool process_stdin;           /* it reads the process's, else nothing */
	struct engine_output out[2];  /* stdout and stderr; without a function the process's */
};

struct engine_limits {
	uint64_t memory;          /* bytes of a linear memory, 0 for no limit */
	uint32_t table;           /* entries of a table, 0 for the engine's own limit */
	const atomic_bool *stop;  /* ends the guest, as engine_interrupt() says */
};

/* A function of the guest that was found and whose type was checked. */
struct engine_callback {
	uint64_t private[2];
	bool has_result;
};

enum engine_end {
	ENGINE_RETURNED,     /* the entry function returned */
	ENGINE_STOPPED,      /* a host function asked for it by engine_stop() */
	ENGINE_INTERRUPTED,  /* by its flag and engine_interrupt() */
	ENGINE_TRAPPED,      /* the guest's own fault */
};

/* The engine's name and version, which compiled code depends on. */
const char *engine_version(void);

/* A new engine, or null where the processor or memory does not allow one. */
struct engine *engine_new(void);
void engine_free(struct engine *engine);

/* Has every guest of the engine look at its flag soon, in loops and at calls: those whose
 * flag is set are ended. It may be called from any thread. */
void engine_interrupt(struct engine *engine);

/* Compiles a module of `size` bytes; the bytes are not needed afterwards. EINVAL
 * with the reason when it is not a valid module. */
int engine_compile(struct engine *engine, const void *wasm, size_t size,
		   struct engine_module **ret_module, struct err *err);

/* Adds the module's compiled code to `code`, for engine_load() of the same version. */
int engine_save(const struct engine_module *module, struct buf *code);

/* Maps code that engine_save() wrote to the file `path`. The file is trusted with
 * this process's rights. EINVAL when another version wrote it. */
int engine_load(struct engine *engine, const char *path, struct engine_module **ret_module);

void engine_module_free(struct engine_module *module);

/*
 * Links the module's imports and makes an instance of it. WASI preview1 is the engine's
 * except where the host has a function. Nothing of the guest has run when an import is unknown or
 * wanted with another type: EINVAL, and the message names all of it.
 *
 * A module's start function runs here, before the memory is known to the host.
 * ECANCELED when it ended the guest; see engine_run() for what the end was.
 *
 * The instance is stored before anything runs, and is the caller's to free even
 * when this fails. `wasi` and the flag of `limits` are used for as long as it lives.
 */
int engine_instantiate(struct engine *engine, const struct engine_module *module,
		       const struct engine_host *host, const struct engine_wasi *wasi,
		       const struct engine_limits *limits,
		       struct engine_instance **ret_instance, enum engine_end *ret_end,
		       struct err *err);
void engine_instance_free(struct engine_instance *instance);

/* Runs the guest's entry function: `_start`, or where there is none its
 * `__main_argc_argv` without arguments, whose result is stored. `*ret_end` says how
 * it ended; after a trap `err` says why and engine_backtrace() where. */
int engine_run(struct engine_instance *instance, enum engine_end *ret_end, int *ret_result,
	       struct err *err);

/* The guest's functions at the trap that ended it, innermost first, a line each;
 * empty where there was none. */
const char *engine_backtrace(const struct engine_instance *instance);

/* How many calls of host functions the guest made. */
uint64_t engine_host_calls(const struct engine_instance *instance);

/* Called by a host function: unwinds the guest when that function returns. */
void engine_stop(struct engine_instance *instance);

/* The guest's memory now. It grows in calls of the guest, but never moves or shrinks;
 * empty as long as the guest has none. */
uint8_t *engine_memory(const struct engine_instance *instance, size_t *ret_size);

/* Finds a function of the guest by its index in the exported table, or by its
 * export name: parameters (i32, i32, i32), and an i32 or no result. ENOENT or
 * EINVAL. It stays callable for as long as the instance lives, whatever the guest
 * does to its table. */
int engine_find_callback(struct engine_instance *instance, uint32_t index,
			 struct engine_callback *ret_callback);
int engine_find_export(struct engine_instance *instance, const char *name,
		       struct engine_callback *ret_callback);

/* Calls it; the result is 0 where it has none. ECANCELED when it did not return:
 * the host function that called must then return too, whatever its result. */
int engine_call(struct engine_instance *instance, const struct engine_callback *callback,
		uint32_t a, uint32_t b, uint32_t c, int32_t *ret_result);

enum { ENGINE_PUMP_PARAMS = 7, ENGINE_PUMPS_MAX = 32 };

/* Makes a pump (pump_code.h) beside the guest, with `size` bytes of memory; `code` is
 * the compiled module. The instance owns it. -ENOMEM, and from the ENGINE_PUMPS_MAXth on
 * always. */
int engine_pump_new(struct engine_instance *instance, const struct engine_module *code,
		    size_t size, struct engine_pump **ret_pump);

/* The pump's memory, at this address for as long as the instance lives. Other pages can
 * be mapped over it. */
uint8_t *engine_pump_memory(const struct engine_pump *pump);

/* Runs the pump with a function of the guest that has a result. -ECANCELED as
 * engine_call(). */
int engine_pump_run(struct engine_pump *pump, const struct engine_callback *callback,
		    const uint32_t args[static ENGINE_PUMP_PARAMS]);

#endif
