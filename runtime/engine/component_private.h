/* SPDX-License-Identifier: MIT */
/* What the files about components share. Nobody else includes it. */
#ifndef ENGINE_COMPONENT_PRIVATE_H
#define ENGINE_COMPONENT_PRIVATE_H

#include "engine/component.h"
#include "engine/private.h"

#ifdef ENGINE_HAS_COMPONENTS

/* Reads a function's type, which the caller releases. `nodes`, which may be null, counts the parts of
 * all types that were read with it. -E2BIG, -ENOMEM or -EINVAL. */
int component_read_func(const wasmtime_component_func_type_t *from, uint32_t *nodes,
			struct wit_func *func, struct err *err);

/* Writes a value that the guest gave at `at`, where there is room for its size; a list and a string
 * go to the end. Or makes a value of what is there; the caller deletes it. False if that is no value of the type, or
 * there is no memory. */
bool component_store(struct buf *values, size_t at, const struct wit_type *type,
		     const wasmtime_component_val_t *value);
bool component_load(const struct buf *values, size_t at, const struct wit_type *type,
		    wasmtime_component_val_t *ret_value);

#endif
#endif
