// SPDX-License-Identifier: MIT
#include "engine/component_code.h"

#include <string.h>

#include "engine/component.h"

bool engine_module_is_component(const struct engine_module *module)
{
	return module->component;
}

#ifdef ENGINE_HAS_COMPONENTS

wasmtime_error_t *component_compile(struct engine *engine, const void *wasm, size_t size,
				    struct engine_module *module)
{
	return wasmtime_component_new(engine->wasm, wasm, size, &module->component);
}

wasmtime_error_t *component_serialize(const struct engine_module *module, wasm_byte_vec_t *bytes)
{
	return wasmtime_component_serialize(module->component, bytes);
}

bool component_load_file(struct engine *engine, const char *path, struct engine_module *module)
{
	wasmtime_error_t *error = wasmtime_component_deserialize_file(engine->wasm, path,
								      &module->component);

	if (error)
		wasmtime_error_delete(error);
	return !error;
}

void component_code_free(struct engine_module *module)
{
	if (module->component)
		wasmtime_component_delete(module->component);
}

#else

wasmtime_error_t *component_compile(struct engine *engine, const void *wasm, size_t size,
				    struct engine_module *module)
{
	(void)engine;
	(void)wasm;
	(void)size;
	(void)module;
	return wasmtime_error_new("this engine was built without the component model");
}

wasmtime_error_t *component_serialize(const struct engine_module *module, wasm_byte_vec_t *bytes)
{
	(void)module;
	(void)bytes;
	return wasmtime_error_new("this engine was built without the component model");
}

bool component_load_file(struct engine *engine, const char *path, struct engine_module *module)
{
	(void)engine;
	(void)path;
	(void)module;
	return false;
}

void component_code_free(struct engine_module *module)
{
	(void)module;
}

#endif
