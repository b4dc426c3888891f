// SPDX-License-Identifier: MIT
/*
 * Linking: each import of a module is matched with the host's table by its names
 * and defined with the very type that the module declares. Then the instance.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/private.h"
#include "lib/err.h"

enum { NAME_SIZE = 128 };

/* What a guest gets of everything, though it asked for more: an entry of a table takes
 * memory of the host's. */
enum { TABLE_ELEMENTS = 1 << 20, TABLES = 16, MEMORIES = 4 };

static const char wasi_module[] = "wasi_snapshot_preview1";

/*
 * The way from the guest into a host function: widens the arguments, and turns an
 * end that was asked for meanwhile into a trap. Not a line more: this is the hot path.
 */
static wasm_trap_t *enter_host(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *values,
			       size_t count)
{
	const struct engine_binding *binding = env;
	struct engine_instance *instance = binding->instance;
	uint64_t args[ENGINE_PARAMS_MAX];
	int64_t result;

	(void)caller;
	instance->host_calls++;
	for (size_t i = 0; i < binding->params; i++)
		args[i] = binding->narrow & 1u << i ? (uint32_t)values[i].i32
						    : (uint64_t)values[i].i64;
	result = binding->import->call(binding->host, args);
	if (count)
		values[0].i64 = result;
	if (instance->trap) {
		wasm_trap_t *trap = instance->trap;

		instance->trap = NULL;
		return trap;
	}
	if (instance->stopped)
		return wasmtime_trap_new("stopped", 7);
	return NULL;
}

static char type_letter(const wasm_valtype_t *type)
{
	switch (wasm_valtype_kind(type)) {
	case WASM_I32:
		return 'i';
	case WASM_I64:
		return 'I';
	default:
		return '?';
	}
}

static const char *type_name(const wasm_valtype_t *type)
{
	switch (wasm_valtype_kind(type)) {
	case WASM_I32:
		return "i32";
	case WASM_I64:
		return "i64";
	case WASM_F32:
		return "f32";
	case WASM_F64:
		return "f64";
	default:
		return "reference";
	}
}

/* Whether the module's declaration can be served by an import of type `wanted`. */
static bool type_fits(const wasm_functype_t *type, const char *wanted)
{
	const wasm_valtype_vec_t *params = wasm_functype_params(type);
	const wasm_valtype_vec_t *results = wasm_functype_results(type);
	size_t count = strcspn(wanted, ":");
	const char *result = wanted + count + 1;

	if (params->size != count || results->size != strlen(result))
		return false;
	for (size_t i = 0; i < count; i++) {
		char letter = type_letter(params->data[i]);

		if (letter != wanted[i] && !(wanted[i] == 'p' && letter != '?'))
			return false;
	}
	return !*result || type_letter(results->data[0]) == *result;
}

static void print_types(char *text, size_t size, const wasm_valtype_vec_t *types)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < types->size && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s", i ? ", " : "",
					type_name(types->data[i]));
}

static int unknown_import(const char *module, const char *name, const wasm_functype_t *type,
			  const struct engine_import *import, struct err *err)
{
	char params[128], results[32];

	print_types(params, sizeof(params), wasm_functype_params(type));
	print_types(results, sizeof(results), wasm_functype_results(type));
	err_set(err, EINVAL, "%s import '%s' from '%s' with type (%s) -> (%s)",
		import ? "wrong type of" : "unknown", name, module, params, results);
	if (import)
		err_hint(err, "the host's is %s (i: i32, I: i64, p: a pointer as either)",
			 import->type);
	return -EINVAL;
}

static uint32_t narrow_params(const wasm_functype_t *type)
{
	const wasm_valtype_vec_t *params = wasm_functype_params(type);
	uint32_t narrow = 0;

	for (size_t i = 0; i < params->size; i++)
		if (wasm_valtype_kind(params->data[i]) == WASM_I32)
			narrow |= 1u << i;
	return narrow;
}

static int define(struct engine_instance *instance, struct engine_binding *binding,
		  const char *module, const char *name, const wasm_functype_t *type,
		  struct err *err)
{
	wasmtime_error_t *error;

	binding->instance = instance;
	if (binding->import->host)
		binding->host = binding->import->host;
	binding->params = wasm_functype_params(type)->size;
	binding->narrow = narrow_params(type);
	error = wasmtime_linker_define_func_unchecked(instance->linker, module, strlen(module),
						      name, strlen(name), type, enter_host, binding,
						      NULL);
	return error ? engine_error(EINVAL, error, "cannot link", err) : 0;
}

/* A name of an import; none of ours has anything that a terminal would act on. */
static bool copy_name(const wasm_name_t *name, char *text)
{
	if (name->size >= NAME_SIZE)
		return false;
	for (size_t i = 0; i < name->size; i++)
		if (name->data[i] < ' ' || name->data[i] == 0x7f)
			return false;
	memcpy(text, name->data, name->size);
	text[name->size] = '\0';
	return true;
}

static int link_import(struct engine_instance *instance, struct engine_binding *binding,
		       const struct engine_host *host,
		       const wasm_importtype_t *wanted, struct err *err)
{
	const wasm_externtype_t *item = wasm_importtype_type(wanted);
	char module[NAME_SIZE], name[NAME_SIZE];
	const wasm_functype_t *type;
	wasmtime_extern_t found;

	if (!copy_name(wasm_importtype_module(wanted), module) ||
	    !copy_name(wasm_importtype_name(wanted), name))
		return err_set(err, EINVAL, "unknown import: no host function has such a name");
	if (wasm_externtype_kind(item) != WASM_EXTERN_FUNC)
		return err_set(err, EINVAL, "unknown import '%s' from '%s': not a function", name,
			       module);
	type = wasm_externtype_as_functype_const(item);
	binding->import = host->find(host->context, module, name);
	binding->host = host->functions;
	if (!binding->import) {
		binding->import = engine_terminal_import(instance, module, name);
		binding->host = instance;
	}
	if (binding->import && host->keeps_wasi && strcmp(module, wasi_module) == 0 &&
	    engine_keep_wasi(instance, name, type) < 0)
		return err_set(err, ENOMEM, "cannot link: %s", strerror(ENOMEM));
	if (binding->import && type_fits(type, binding->import->type))
		return define(instance, binding, module, name, type, err);
	if (!binding->import && strcmp(module, wasi_module) == 0 &&
	    wasmtime_linker_get(instance->linker, instance->context, module, strlen(module), name,
				strlen(name), &found)) {
		wasmtime_extern_delete(&found);
		return 0;
	}
	return unknown_import(module, name, type, binding->import, err);
}

static bool is_name(const wasm_name_t *name, const char *text)
{
	return name->size == strlen(text) && memcmp(name->data, text, name->size) == 0;
}

bool engine_module_imports(const struct engine_module *module, const char *from, const char *name)
{
	wasm_importtype_vec_t imports;
	bool found = false;

	if (!module->wasm) /* a component has interfaces */
		return false;
	wasmtime_module_imports(module->wasm, &imports);
	for (size_t i = 0; i < imports.size; i++)
		found |= is_name(wasm_importtype_module(imports.data[i]), from) &&
			 is_name(wasm_importtype_name(imports.data[i]), name);
	wasm_importtype_vec_delete(&imports);
	return found;
}

static bool imports_wasi(const wasm_importtype_vec_t *imports)
{
	for (size_t i = 0; i < imports->size; i++) {
		const wasm_name_t *module = wasm_importtype_module(imports->data[i]);

		if (module->size == strlen(wasi_module) &&
		    memcmp(module->data, wasi_module, module->size) == 0)
			return true;
	}
	return false;
}

static int define_wasi(struct engine_instance *instance, const struct engine_wasi *wasi,
		       struct err *err)
{
	wasmtime_error_t *error;
	int ret = engine_give_wasi(instance, wasi, err);

	if (ret < 0)
		return ret;
	error = wasmtime_linker_define_wasi(instance->linker);
	return error ? engine_error(EINVAL, error, "cannot set WASI up", err) : 0;
}

static int link_all(struct engine_instance *instance, const wasm_importtype_vec_t *imports,
		    const struct engine_host *host,
		    const struct engine_wasi *wasi, struct err *err)
{
	int ret = 0;

	instance->bindings = calloc(imports->size + 1, sizeof(*instance->bindings));
	if (!instance->bindings)
		return err_set(err, ENOMEM, "cannot link: %s", strerror(ENOMEM));
	wasmtime_linker_allow_shadowing(instance->linker, true);
	if (imports_wasi(imports))
		ret = define_wasi(instance, wasi, err);
	if (!ret)
		engine_terminals_begin(instance, wasi);
	for (size_t i = 0; i < imports->size && !ret; i++)
		ret = link_import(instance, &instance->bindings[i], host, imports->data[i], err);
	return ret;
}

static bool get_export(struct engine_instance *instance, const char *name,
		       wasmtime_extern_kind_t kind, wasmtime_extern_t *item)
{
	if (!wasmtime_instance_export_get(instance->context, &instance->wasm, name, strlen(name),
					  item))
		return false;
	if (item->kind == kind)
		return true;
	wasmtime_extern_delete(item);
	return false;
}

static void find_exports(struct engine_instance *instance)
{
	wasmtime_extern_t item;

	instance->has_memory = get_export(instance, "memory", WASMTIME_EXTERN_MEMORY, &item);
	if (instance->has_memory)
		instance->memory = item.of.memory;
	instance->has_table =
		get_export(instance, "__indirect_function_table", WASMTIME_EXTERN_TABLE, &item);
	if (instance->has_table)
		instance->table = item.of.table;
}

static int start(struct engine_instance *instance, const struct engine_module *module,
		 enum engine_end *ret_end, struct err *err)
{
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;

	error = wasmtime_linker_instantiate(instance->linker, instance->context, module->wasm,
					    &instance->wasm, &trap);
	if (error && !instance->stopped && !instance->interrupted)
		return engine_error(EINVAL, error, "cannot start the guest", err);
	if (error || trap) {
		engine_keep_trap(instance, error, trap);
		*ret_end = engine_explain(instance, err);
		return -ECANCELED;
	}
	find_exports(instance);
	return 0;
}

void engine_limit(struct engine_instance *instance, const struct engine_limits *limits,
		  unsigned int pumps)
{
	wasmtime_store_limiter(instance->store, limits->memory ? (int64_t)limits->memory : -1,
			       limits->table && limits->table < TABLE_ELEMENTS ? limits->table
									       : TABLE_ELEMENTS,
			       1 + pumps, TABLES + pumps, MEMORIES + pumps);
}

int engine_instantiate(struct engine *engine, const struct engine_module *module,
		       const struct engine_host *host, const struct engine_wasi *wasi,
		       const struct engine_limits *limits,
		       struct engine_instance **ret_instance, enum engine_end *ret_end,
		       struct err *err)
{
	struct engine_instance *instance = calloc(1, sizeof(*instance));
	wasm_importtype_vec_t imports;
	int ret;

	if (!instance)
		return err_set(err, ENOMEM, "cannot start the guest: %s", strerror(ENOMEM));
	*ret_instance = instance;
	engine_begin(instance, engine, limits);
	instance->linker = wasmtime_linker_new(engine->wasm);
	engine_limit(instance, limits, 0);
	wasmtime_module_imports(module->wasm, &imports);
	ret = link_all(instance, &imports, host, wasi, err);
	wasm_importtype_vec_delete(&imports);
	if (!ret)
		ret = start(instance, module, ret_end, err);
	if (!ret)
		ret = engine_terminals_ready(instance, engine, err);
	return ret;
}
