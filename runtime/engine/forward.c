// SPDX-License-Identifier: MIT
#include "engine/private.h"

#include <string.h>

wasmtime_error_t *forward_make(struct engine_instance *instance, const wasmtime_module_t *module,
			       const wasmtime_func_t *function, const char *name,
			       wasmtime_func_t *ret_call, bool *ret_ready)
{
	wasmtime_extern_t imports[2] = { { .kind = WASMTIME_EXTERN_FUNC },
					 { .kind = WASMTIME_EXTERN_MEMORY } };
	wasmtime_instance_t made;
	wasmtime_error_t *error;
	wasmtime_extern_t item;
	wasm_trap_t *trap = NULL;

	imports[0].of.func = *function;
	imports[1].of.memory = instance->memory;
	error = wasmtime_instance_new(instance->context, module, imports, 2, &made, &trap);
	if (trap)
		wasm_trap_delete(trap);
	if (!error && !trap &&
	    wasmtime_instance_export_get(instance->context, &made, name, strlen(name), &item)) {
		*ret_call = item.of.func;
		*ret_ready = true;
	}
	return error;
}
