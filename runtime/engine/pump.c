// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/private.h"

enum { WASM_PAGE = 65536 };

struct engine_pump {
	struct engine_pump *next;
	struct engine_instance *guest;
	wasmtime_memory_t memory;
	wasmtime_table_t table;
	wasmtime_func_t run;
	uint64_t function[2];  /* that is in the table, as engine_callback has it */
};

static bool get(struct engine_instance *guest, const wasmtime_instance_t *from, const char *name,
		wasmtime_extern_t *item)
{
	return wasmtime_instance_export_get(guest->context, from, name, strlen(name), item);
}

static int make(struct engine_pump *pump, const struct engine_module *code, size_t size)
{
	struct engine_instance *guest = pump->guest;
	wasmtime_extern_t import = { .kind = WASMTIME_EXTERN_MEMORY }, item;
	wasmtime_instance_t instance;
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;
	uint64_t before;

	import.of.memory = guest->memory;
	error = wasmtime_instance_new(guest->context, code->wasm, &import, 1, &instance, &trap);
	if (!error && !trap) {
		get(guest, &instance, "memory", &item);
		pump->memory = item.of.memory;
		get(guest, &instance, "table", &item);
		pump->table = item.of.table;
		get(guest, &instance, "pump", &item);
		pump->run = item.of.func;
		error = wasmtime_memory_grow(guest->context, &pump->memory,
					     (size + WASM_PAGE - 1) / WASM_PAGE, &before);
	}
	if (error)
		wasmtime_error_delete(error);
	if (trap)
		wasm_trap_delete(trap);
	return error || trap ? -ENOMEM : 0;
}

int engine_pump_new(struct engine_instance *instance, const struct engine_module *code,
		    size_t size, struct engine_pump **ret_pump)
{
	struct engine_pump *pump = instance->has_memory ? calloc(1, sizeof(*pump)) : NULL;
	int ret;

	if (!pump)
		return -ENOMEM;
	pump->guest = instance;
	/* The user's limit is the guest's, not ours. */
	engine_limit(instance, &(struct engine_limits){ 0 }, ENGINE_PUMPS_MAX);
	ret = make(pump, code, size);
	engine_limit(instance, &instance->limits, 0);
	if (ret < 0) {
		free(pump);
		return ret;
	}
	pump->next = instance->pumps;
	instance->pumps = pump;
	*ret_pump = pump;
	return 0;
}

void engine_pumps_free(struct engine_pump *pumps)
{
	while (pumps) {
		struct engine_pump *next = pumps->next;

		free(pumps);
		pumps = next;
	}
}

uint8_t *engine_pump_memory(const struct engine_pump *pump)
{
	return wasmtime_memory_data(pump->guest->context, &pump->memory);
}

static int set_function(struct engine_pump *pump, const struct engine_callback *callback)
{
	wasmtime_val_t value = { .kind = WASMTIME_FUNCREF };
	wasmtime_error_t *error;

	if (memcmp(pump->function, callback->private, sizeof(pump->function)) == 0)
		return 0;
	memcpy(&value.of.funcref, callback->private, sizeof(value.of.funcref));
	error = wasmtime_table_set(pump->guest->context, &pump->table, 0, &value);
	if (error) {
		wasmtime_error_delete(error);
		return -EINVAL;
	}
	memcpy(pump->function, callback->private, sizeof(pump->function));
	return 0;
}

int engine_pump_run(struct engine_pump *pump, const struct engine_callback *callback,
		    const uint32_t args[static ENGINE_PUMP_PARAMS])
{
	wasmtime_val_raw_t values[ENGINE_PUMP_PARAMS];
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;

	if (set_function(pump, callback) < 0)
		return -EINVAL;
	for (size_t i = 0; i < ENGINE_PUMP_PARAMS; i++)
		values[i].i32 = (int32_t)args[i];
	error = wasmtime_func_call_unchecked(pump->guest->context, &pump->run, values,
					     ENGINE_PUMP_PARAMS, &trap);
	if (!error && !trap)
		return 0;
	engine_keep_trap(pump->guest, error, trap);
	return -ECANCELED;
}
