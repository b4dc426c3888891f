// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/component_code.h"
#include "engine/private.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/wasm.h"

const char *engine_version(void)
{
	return "wasmtime " WASMTIME_VERSION;
}

#define TEXT(name) #name
#define TEXT_OF(macro) TEXT(macro)

const char *engine_build(void)
{
	return TEXT_OF(ENGINE_BUILD);
}

#ifdef WASMTIME_FEATURE_PROFILING
enum { HAS_PERF_MAP = true };
#else
enum { HAS_PERF_MAP = false };
#endif

struct engine *engine_new(bool perf_map)
{
	struct engine *engine = calloc(1, sizeof(*engine));
	wasm_config_t *config = wasm_config_new();

	if (!engine || !config || (perf_map && !HAS_PERF_MAP))
		goto fail;
	if (perf_map)
		wasmtime_config_profiler_set(config, WASMTIME_PROFILING_STRATEGY_PERFMAP);
	wasmtime_config_epoch_interruption_set(config, true);
	/* So that host functions can keep the base of a guest's memory: it is
	 * reserved as a whole, 4 GiB of addresses, and grows in place. */
	wasmtime_config_memory_may_move_set(config, false);
	wasmtime_config_wasm_memory64_set(config, false);
	wasmtime_config_native_unwind_info_set(config, false);
	engine->wasm = wasm_engine_new_with_config(config);
	if (engine->wasm)
		return engine;
fail:
	free(engine);
	return NULL;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	wasm_engine_delete(engine->wasm);
	free(engine);
}

void engine_interrupt(struct engine *engine)
{
	wasmtime_engine_increment_epoch(engine->wasm);
}

/* The first line of what wasmtime says, which ends up in one line of ours. */
static void first_line(const wasmtime_error_t *error, char *line, size_t size)
{
	wasm_name_t message;
	const char *end;

	wasmtime_error_message(error, &message);
	end = memchr(message.data, '\n', message.size);
	snprintf(line, size, "%.*s", (int)(end ? end - message.data : (ptrdiff_t)message.size),
		 message.data);
	wasm_byte_vec_delete(&message);
}

int engine_error(int code, wasmtime_error_t *error, const char *what, struct err *err)
{
	char line[512];

	first_line(error, line, sizeof(line));
	wasmtime_error_delete(error);
	return err_set(err, code, "%s: %s", what, line);
}

/* The last line is the cause of the first. */
static int invalid(wasmtime_error_t *error, const char *what, struct err *err)
{
	char line[512], first[512];
	wasm_message_t message;

	first_line(error, first, sizeof(first));
	wasmtime_error_message(error, &message);
	engine_last_line(&message, line, sizeof(line));
	wasm_byte_vec_delete(&message);
	wasmtime_error_delete(error);
	if (strcmp(first, line) == 0)
		return err_set(err, EINVAL, "not a valid %s: %s", what, first);
	return err_set(err, EINVAL, "not a valid %s: %s: %s", what, first, line);
}

int engine_compile(struct engine *engine, const void *wasm, size_t size,
		   struct engine_module **ret_module, struct err *err)
{
	struct engine_module *module = calloc(1, sizeof(*module));
	wasmtime_error_t *error;

	if (!module)
		return err_set(err, ENOMEM, "cannot compile: %s", strerror(ENOMEM));
	if (wasm_is_component(wasm, size))
		error = component_compile(engine, wasm, size, module);
	else
		error = wasmtime_module_new(engine->wasm, wasm, size, &module->wasm);
	if (error) {
		free(module);
		return invalid(error, wasm_is_component(wasm, size) ? "component" : "module", err);
	}
	*ret_module = module;
	return 0;
}

int engine_save(const struct engine_module *module, struct buf *code)
{
	wasm_byte_vec_t bytes;
	wasmtime_error_t *error = module->component
					  ? component_serialize(module, &bytes)
					  : wasmtime_module_serialize(module->wasm, &bytes);

	if (error) {
		wasmtime_error_delete(error);
		return -EINVAL;
	}
	buf_add(code, bytes.data, bytes.size);
	wasm_byte_vec_delete(&bytes);
	return -code->error;
}

int engine_load(struct engine *engine, const char *path, struct engine_module **ret_module)
{
	struct engine_module *module = calloc(1, sizeof(*module));
	wasmtime_error_t *error;

	if (!module)
		return -ENOMEM;
	error = wasmtime_module_deserialize_file(engine->wasm, path, &module->wasm);
	if (error && component_load_file(engine, path, module)) {
		wasmtime_error_delete(error);
		error = NULL;
	}
	if (error) {
		wasmtime_error_delete(error);
		free(module);
		return -EINVAL;
	}
	*ret_module = module;
	return 0;
}

void engine_module_free(struct engine_module *module)
{
	if (!module)
		return;
	if (module->wasm)
		wasmtime_module_delete(module->wasm);
	component_code_free(module);
	free(module);
}

void engine_instance_free(struct engine_instance *instance)
{
	if (!instance)
		return;
	if (instance->trap)
		wasm_trap_delete(instance->trap);
	if (instance->linker)
		wasmtime_linker_delete(instance->linker);
	if (instance->store)
		wasmtime_store_delete(instance->store);
	engine_pumps_free(instance->pumps);
	engine_kept_free(instance->kept);
	free(instance->bindings);
	free(instance);
}

const char *engine_backtrace(const struct engine_instance *instance)
{
	return instance->backtrace;
}

uint64_t engine_host_calls(const struct engine_instance *instance)
{
	return instance->host_calls;
}

void engine_stop(struct engine_instance *instance)
{
	instance->stopped = true;
}

bool engine_is_stopped(const struct engine_instance *instance)
{
	return instance->stopped;
}

void engine_watch(struct engine_instance *instance, const struct engine_watcher *watcher)
{
	instance->watcher = watcher;
}

uint8_t *engine_memory(const struct engine_instance *instance, size_t *ret_size)
{
	if (!instance->has_memory) {
		*ret_size = 0;
		return NULL;
	}
	*ret_size = wasmtime_memory_data_size(instance->context, &instance->memory);
	return wasmtime_memory_data(instance->context, &instance->memory);
}

uint8_t *engine_memory_before(const struct engine_instance *instance, size_t *ret_size)
{
	*ret_size = instance->memory_size;
	return instance->memory_base;
}

uint8_t *engine_memory_now(struct engine_instance *instance, size_t *ret_size)
{
	instance->memory_base = engine_memory(instance, &instance->memory_size);
	return engine_memory_before(instance, ret_size);
}

static bool is_i32s(const wasm_valtype_vec_t *types, size_t count)
{
	if (types->size != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (wasm_valtype_kind(types->data[i]) != WASM_I32)
			return false;
	return true;
}

static int make_callback(struct engine_instance *instance, const wasmtime_func_t *func,
			 struct engine_callback *ret_callback)
{
	wasm_functype_t *type = wasmtime_func_type(instance->context, func);
	size_t results = wasm_functype_results(type)->size;
	bool good = is_i32s(wasm_functype_params(type), 3) && results <= 1 &&
		    is_i32s(wasm_functype_results(type), results);

	wasm_functype_delete(type);
	if (!good)
		return -EINVAL;
	static_assert(sizeof(ret_callback->private) == sizeof(*func), "a callback is a function");
	memcpy(ret_callback->private, func, sizeof(*func));
	ret_callback->has_result = results;
	return 0;
}

int engine_find_callback(struct engine_instance *instance, uint32_t index,
			 struct engine_callback *ret_callback)
{
	wasmtime_val_t value;

	if (!instance->has_table ||
	    !wasmtime_table_get(instance->context, &instance->table, index, &value))
		return -ENOENT;
	if (value.kind != WASMTIME_FUNCREF || wasmtime_funcref_is_null(&value.of.funcref)) {
		wasmtime_val_unroot(&value);
		return -ENOENT;
	}
	return make_callback(instance, &value.of.funcref, ret_callback);
}

int engine_find_export(struct engine_instance *instance, const char *name,
		       struct engine_callback *ret_callback)
{
	wasmtime_extern_t item;

	if (!wasmtime_instance_export_get(instance->context, &instance->wasm, name, strlen(name),
					  &item))
		return -ENOENT;
	if (item.kind == WASMTIME_EXTERN_FUNC)
		return make_callback(instance, &item.of.func, ret_callback);
	wasmtime_extern_delete(&item);
	return -EINVAL;
}

int engine_call(struct engine_instance *instance, const struct engine_callback *callback,
		uint32_t a, uint32_t b, uint32_t c, int32_t *ret_result)
{
	const struct engine_watcher *watcher = instance->watcher;
	wasmtime_val_raw_t values[3];
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;
	wasmtime_func_t func;

	memcpy(&func, callback->private, sizeof(func));
	values[0].i32 = (int32_t)a;
	values[1].i32 = (int32_t)b;
	values[2].i32 = (int32_t)c;
	if (watcher)
		watcher->begin(watcher->context, b, c);
	error = wasmtime_func_call_unchecked(instance->context, &func, values, 3, &trap);
	if (error || trap) {
		engine_keep_trap(instance, error, trap);
		return -ECANCELED;
	}
	*ret_result = callback->has_result ? values[0].i32 : 0;
	if (watcher)
		watcher->end(watcher->context, *ret_result);
	return 0;
}

static int call_entry(struct engine_instance *instance, const wasmtime_func_t *func, size_t params,
		      int *ret_result)
{
	wasmtime_val_raw_t values[2] = { 0 };
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;

	error = wasmtime_func_call_unchecked(instance->context, func, values, 2, &trap);
	if (error || trap) {
		engine_keep_trap(instance, error, trap);
		return -ECANCELED;
	}
	*ret_result = params ? values[0].i32 : 0;
	return 0;
}

/* Finds an exported function of `params` i32 parameters and as many results as
 * an entry function of that kind has. */
static bool find_entry(struct engine_instance *instance, const char *name, size_t params,
		       wasmtime_func_t *ret_func)
{
	wasmtime_extern_t item;
	wasm_functype_t *type;
	bool good;

	if (!wasmtime_instance_export_get(instance->context, &instance->wasm, name, strlen(name),
					  &item))
		return false;
	if (item.kind != WASMTIME_EXTERN_FUNC) {
		wasmtime_extern_delete(&item);
		return false;
	}
	type = wasmtime_func_type(instance->context, &item.of.func);
	good = is_i32s(wasm_functype_params(type), params) &&
	       is_i32s(wasm_functype_results(type), params ? 1 : 0);
	wasm_functype_delete(type);
	*ret_func = item.of.func;
	return good;
}

int engine_run(struct engine_instance *instance, enum engine_end *ret_end, int *ret_result,
	       struct err *err)
{
	wasmtime_func_t func;
	size_t params = 0;
	int ret;

	if (!find_entry(instance, "_start", 0, &func)) {
		params = 2;
		if (!find_entry(instance, "__main_argc_argv", params, &func))
			return err_set(err, EINVAL,
				       "the guest exports no '_start': not a WASI command");
	}
	*ret_end = ENGINE_RETURNED;
	ret = call_entry(instance, &func, params, ret_result);
	if (ret < 0)
		*ret_end = engine_explain(instance, err);
	return 0;
}
