/* SPDX-License-Identifier: MIT */
/* What a component imports of the host, and by which names it exports. */
#ifndef ENGINE_COMPONENT_LINK_H
#define ENGINE_COMPONENT_LINK_H

#include "engine/component_private.h"
#include "lib/err.h"

#ifdef ENGINE_HAS_COMPONENTS

struct component_link;

struct component_links {
	struct component_link *first;
	struct component_resource *resources;
	struct component_types types; /* of all */
	uint64_t calls;    /* of the host's functions */
	struct err error;  /* why a function of the host ended the guest */
};

/* Defines each function that the component imports of an interface that is not WASI's. -ENOENT or
 * -EINVAL name it. */
int component_link(struct engine *engine, const wasmtime_component_t *code,
		   wasmtime_component_linker_t *linker, const struct component_host *host,
		   struct component_links *links, struct err *err);
void component_links_release(struct component_links *links);

/* Finds an exported interface by its name without a version. */
bool component_find_export(struct engine *engine, const wasmtime_component_t *code,
			   const char *interface, char *name, size_t size);

#endif
#endif
