/* SPDX-License-Identifier: MIT */
/* What the files about components share. Nobody else includes it. */
#ifndef ENGINE_COMPONENT_PRIVATE_H
#define ENGINE_COMPONENT_PRIVATE_H

#include "engine/component.h"
#include "engine/private.h"

#ifdef ENGINE_HAS_COMPONENTS

/* All resources of the host are one type to the engine: whom a function gives or takes is in the
 * types of the component, which are compared. */
enum { RESOURCE_TYPE = 1 };

/* A resource of the host's, as a component's types know it. */
struct component_resource {
	struct component_resource *next;
	char *name;
	wasmtime_component_resource_type_t *type;
};

/* What is known while types are read. */
struct component_types {
	const struct component_resource *resources; /* a list, or null */
	uint32_t nodes; /* parts of all types that were read */
};

/* Reads a function's type, which the caller releases. -E2BIG, -ENOMEM or -EINVAL. */
int component_read_func(const wasmtime_component_func_type_t *from, struct component_types *types,
			struct wit_func *func, struct err *err);

/* Where values of a call lie. */
struct component_room {
	struct buf *values;
	wasmtime_context_t *context;
};

/* Writes a value that the guest gave at `at`, where there is room for its size; a list and a string
 * go to the end. Or makes a value of what is there; the caller deletes it. False if that is no value of the type, or
 * there is no memory. */
bool component_store(const struct component_room *room, size_t at, const struct wit_type *type,
		     const wasmtime_component_val_t *value);
bool component_load(const struct component_room *room, size_t at, const struct wit_type *type,
		    wasmtime_component_val_t *ret_value);

#endif
#endif
