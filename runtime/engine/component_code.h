/* SPDX-License-Identifier: MIT */
/* Compiled components. An engine without them refuses to compile one. */
#ifndef ENGINE_COMPONENT_CODE_H
#define ENGINE_COMPONENT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/private.h"

wasmtime_error_t *component_compile(struct engine *engine, const void *wasm, size_t size,
				    struct engine_module *module);
wasmtime_error_t *component_serialize(const struct engine_module *module, wasm_byte_vec_t *bytes);

/* False if the file is no code of a component. */
bool component_load_file(struct engine *engine, const char *path, struct engine_module *module);
void component_code_free(struct engine_module *module);

#endif
