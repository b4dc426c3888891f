/* SPDX-License-Identifier: MIT */
/*
 * The engine that compiles and runs a guest: wasmtime behind a small interface. Only
 * the files of this room know wasmtime.
 *
 * An engine compiles modules. An instance is one run of a module: its memory, its
 * table of functions, and the host functions that its imports are linked to. Any
 * number of threads can use engines and modules at once. An instance belongs to the
 * thread that made it, except the flag that ends it.
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
 * A host function. Each argument that the guest passed is zero-extended to 64
 * bits. The result is cut to the width that the module declares. `host` is the
 * import's `host`, or if that is null, `functions` of struct engine_host.
 */
typedef int64_t engine_function(void *host, const uint64_t *args);

/*
 * An import that the host offers. `type` has one letter for each parameter: i for an
 * i32, I for an i64, p for a pointer (an i32, which some SDKs declare as i64). Then
 * follow a colon and the letter of the result, if there is one: "pi:I".
 */
struct engine_import {
	const char *module;
	const char *name;
	const char *type;
	engine_function *call;
	void *host;  /* its first argument; null: `functions` of struct engine_host */
};

/* Who answers a module's imports. */
struct engine_host {
	/* The host's function for an import, or null. */
	const struct engine_import *(*find)(void *context, const char *module, const char *name);
	void *context;    /* of `find` */
	void *functions;  /* the first argument of functions whose import has no other */
	bool keeps_wasi;  /* its functions call the engine's WASI: engine_call_wasi() */
};

/* Learns when the host calls the guest with a record, and when that returned. */
struct engine_watcher {
	void (*begin)(void *context, uint32_t data, uint32_t size);
	void (*end)(void *context, int32_t result);
	void *context;
};

struct engine_dir {
	const char *host;
	const char *guest;
	bool read_only;
};

/* Takes what a guest writes to a standard stream. `write` takes all bytes and returns 0, or a
 * negative errno, with which the guest's write fails. */
struct engine_output {
	int (*write)(void *context, const void *data, size_t size);
	void *context;
	bool is_terminal;  /* what the guest is told */
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
	bool process_stdin;           /* stdin is the process's; otherwise it is empty */
	struct engine_output out[2];  /* stdout and stderr; without `write` the process's */
};

struct engine_limits {
	uint64_t memory;          /* bytes of each memory; 0: no limit */
	uint32_t table;           /* entries of each table; 0: as many as a guest can have */
	const atomic_bool *stop;  /* ends the guest, as engine_interrupt() says */
};

/* A function of the guest, after it was found and its type was checked. */
struct engine_callback {
	uint64_t private[2];
	bool has_result;
};

enum engine_end {
	ENGINE_RETURNED,     /* the entry function returned */
	ENGINE_STOPPED,      /* a host function called engine_stop() */
	ENGINE_INTERRUPTED,  /* its flag was set, and engine_interrupt() was called */
	ENGINE_TRAPPED,      /* the guest's own fault */
};

/* The engine's name and version. Compiled code depends on both. */
const char *engine_version(void);

/* Which build of that version it is: one with other features cannot run the other's code. */
const char *engine_build(void);

/* A new engine, or null if the processor or the memory does not allow one, or a perf map is wanted
 * and the engine was built without. A perf map is a file in /tmp that tells perf(1) the names of
 * compiled functions. */
struct engine *engine_new(bool perf_map);
void engine_free(struct engine *engine);

/* Makes every guest of the engine look at its flag soon, in loops and at calls. A guest whose
 * flag is set ends. From any thread. */
void engine_interrupt(struct engine *engine);

/* Compiles a module of `size` bytes; the bytes are not needed afterwards. EINVAL,
 * with the reason, if it is not a valid module. */
int engine_compile(struct engine *engine, const void *wasm, size_t size,
		   struct engine_module **ret_module, struct err *err);

/* Adds the module's compiled code to `code`, for engine_load() of the same version. */
int engine_save(const struct engine_module *module, struct buf *code);

/* Maps code that engine_save() wrote into the file `path`. The code runs with all rights
 * of this process. EINVAL if another version wrote it. */
int engine_load(struct engine *engine, const char *path, struct engine_module **ret_module);

void engine_module_free(struct engine_module *module);

/* Whether the module imports that function. */
bool engine_module_imports(const struct engine_module *module, const char *from, const char *name);

/*
 * Links the module's imports and makes an instance of it. WASI preview1 is the engine's,
 * except functions that the host has. EINVAL if an import is unknown or has another type;
 * the message names the import, and nothing of the guest has run.
 *
 * A module's start function runs here, before the host knows the memory. ECANCELED if
 * it ended the guest; `*ret_end` says how, as in engine_run().
 *
 * The instance is stored before anything runs. The caller frees it, even if this fails.
 * `wasi` and the flag of `limits` must live as long as the instance.
 */
int engine_instantiate(struct engine *engine, const struct engine_module *module,
		       const struct engine_host *host, const struct engine_wasi *wasi,
		       const struct engine_limits *limits,
		       struct engine_instance **ret_instance, enum engine_end *ret_end,
		       struct err *err);
void engine_instance_free(struct engine_instance *instance);

/* Runs the guest's entry function: `_start`, or if there is none `__main_argc_argv`
 * without arguments. `*ret_result` is the latter's result, or 0. `*ret_end` says how
 * the guest ended. After a trap `err` says why, and engine_backtrace() where. */
int engine_run(struct engine_instance *instance, enum engine_end *ret_end, int *ret_result,
	       struct err *err);

/* The guest's functions at the trap that ended it, innermost first, one per line.
 * Empty if there was no trap. */
const char *engine_backtrace(const struct engine_instance *instance);

/* Calls the function `name` of the engine's WASI, with arguments as a host function gets them, and
 * gives its result. Only from the host's function for that import, with `keeps_wasi`. -ENOSYS, also
 * from a module's start function; -ECANCELED as in engine_call(). */
int engine_call_wasi(struct engine_instance *instance, const char *name, const uint64_t *args,
		     int64_t *ret_result);

/* From now on the watcher learns of each engine_call(). It must live as long as the instance. */
void engine_watch(struct engine_instance *instance, const struct engine_watcher *watcher);

/* Whether a host function called engine_stop(). */
bool engine_is_stopped(const struct engine_instance *instance);

/* How many calls of host functions the guest made. */
uint64_t engine_host_calls(const struct engine_instance *instance);

/* A host function calls this to end the guest: it unwinds when that function returns. */
void engine_stop(struct engine_instance *instance);

/* The guest's memory now. It can grow while the guest runs, and never moves or shrinks.
 * Empty if the guest has no memory. */
uint8_t *engine_memory(const struct engine_instance *instance, size_t *ret_size);

/* The same, and for engine_memory_before(): what it was at the last call of this, perhaps less than
 * it is, or nothing yet. That one does not ask the engine. */
uint8_t *engine_memory_now(struct engine_instance *instance, size_t *ret_size);
uint8_t *engine_memory_before(const struct engine_instance *instance, size_t *ret_size);

/* Finds a function of the guest by its index in the exported table, or by its
 * export name. It must take three i32, and return an i32 or nothing. ENOENT or
 * EINVAL. It can be called as long as the instance lives, whatever the guest does
 * to its table. */
int engine_find_callback(struct engine_instance *instance, uint32_t index,
			 struct engine_callback *ret_callback);
int engine_find_export(struct engine_instance *instance, const char *name,
		       struct engine_callback *ret_callback);

/* Calls it. The result is 0 if the function has none. ECANCELED if it did not return:
 * then the host function that called it must return, too, with any result. */
int engine_call(struct engine_instance *instance, const struct engine_callback *callback,
		uint32_t a, uint32_t b, uint32_t c, int32_t *ret_result);

enum { ENGINE_PUMP_PARAMS = 5, ENGINE_PUMPS_MAX = 32 };

/* Makes a pump (pump_code.h) beside the guest, with `size` bytes of memory. `code` is the
 * compiled module. The instance owns the pump. -ENOMEM, also if there would be more than
 * ENGINE_PUMPS_MAX. */
int engine_pump_new(struct engine_instance *instance, const struct engine_module *code,
		    size_t size, struct engine_pump **ret_pump);

/* The pump's memory, which stays at this address as long as the instance lives. Other
 * pages can be mapped over it. */
uint8_t *engine_pump_memory(const struct engine_pump *pump);

/* Runs the pump with a function of the guest, which must have a result. -ECANCELED as in
 * engine_call(). */
int engine_pump_run(struct engine_pump *pump, const struct engine_callback *callback,
		    const uint32_t args[static ENGINE_PUMP_PARAMS]);

#endif
