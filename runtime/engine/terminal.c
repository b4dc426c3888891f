// SPDX-License-Identifier: MIT
/*
 * A stream to a terminal whose bytes go through a function is none to the engine's WASI: it
 * tells the guest so, whose libc would then keep its output back. So the guest's fd_fdstat_get
 * is ours, and corrects what the engine's says. That one looks for the memory among its
 * caller's exports: its caller is a module that has the guest's.
 */
#include <errno.h>
#include <string.h>

#include "engine/private.h"

enum { WASI_NOTSUP = 58, TYPE_UNKNOWN = 0, TYPE_CHARACTER_DEVICE = 2 };

static const unsigned char code[] = {
	0, 'a', 's', 'm', 1, 0, 0, 0,
	1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f,
	2, 28, 2,
	4, 'w', 'a', 's', 'i', 6, 'f', 'd', 's', 't', 'a', 't', 0, 0,
	5, 'g', 'u', 'e', 's', 't', 3, 'm', 'e', 'm', 2, 0, 0,
	3, 2, 1, 0,
	7, 19, 2, 6, 'f', 'd', 's', 't', 'a', 't', 0, 1, 6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0,
	10, 10, 1, 8, 0, 0x20, 0, 0x20, 1, 0x10, 0, 0x0b,
};

/* The engine's answer, corrected. */
static int64_t fdstat(void *host, const uint64_t *args)
{
	struct engine_instance *instance = host;
	struct engine_terminals *terminals = &instance->terminals;
	wasmtime_val_raw_t values[2] = { { .i32 = (int32_t)args[0] }, { .i32 = (int32_t)args[1] } };
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;
	uint8_t *type;
	size_t size;

	/* A module's start function comes before its memory is known. */
	if (!terminals->is_ready)
		return WASI_NOTSUP;
	error = wasmtime_func_call_unchecked(instance->context, &terminals->call, values, 2, &trap);
	if (error || trap) {
		engine_keep_trap(instance, error, trap);
		return 0;
	}
	type = engine_memory(instance, &size) + (uint32_t)args[1];
	if (!values[0].i32 && args[0] - 1 < 2 && terminals->is_terminal[args[0] - 1] &&
	    *type == TYPE_UNKNOWN)
		*type = TYPE_CHARACTER_DEVICE;
	return values[0].i32;
}

static const struct engine_import import = {
	"wasi_snapshot_preview1", "fd_fdstat_get", "ip:i", fdstat, NULL,
};

const struct engine_import *engine_terminal_import(struct engine_instance *instance,
						   const char *module, const char *name)
{
	struct engine_terminals *terminals = &instance->terminals;

	if ((!terminals->is_terminal[0] && !terminals->is_terminal[1]) ||
	    strcmp(module, import.module) != 0 || strcmp(name, import.name) != 0)
		return NULL;
	terminals->is_imported = true;
	return &import;
}

void engine_terminals_begin(struct engine_instance *instance, const struct engine_wasi *wasi)
{
	struct engine_terminals *terminals = &instance->terminals;
	wasmtime_extern_t item;

	if ((!wasi->out[0].is_terminal && !wasi->out[1].is_terminal) ||
	    !wasmtime_linker_get(instance->linker, instance->context, import.module,
				 strlen(import.module), import.name, strlen(import.name), &item))
		return;
	for (int i = 0; i < 2; i++)
		terminals->is_terminal[i] = wasi->out[i].is_terminal;
	terminals->engines = item.of.func;
}

int engine_terminals_ready(struct engine_instance *instance, struct engine *engine,
			   struct err *err)
{
	wasmtime_module_t *module;
	wasmtime_error_t *error;

	if (!instance->terminals.is_imported || !instance->has_memory)
		return 0;
	error = wasmtime_module_new(engine->wasm, code, sizeof(code), &module);
	if (!error) {
		/* The user's limit is the guest's, not ours. */
		engine_limit(instance, &(struct engine_limits){ 0 }, 1);
		error = forward_make(instance, module, &instance->terminals.engines, "fdstat",
				     &instance->terminals.call, &instance->terminals.is_ready);
		engine_limit(instance, &instance->limits, 0);
		wasmtime_module_delete(module);
	}
	return error ? engine_error(ENOMEM, error, "cannot show the terminal to the guest", err)
		     : 0;
}
