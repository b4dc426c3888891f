// SPDX-License-Identifier: MIT
/* An engine without components compiles none, so that nobody has one to call these with. */
#include <errno.h>

#include "engine/component.h"
#include "lib/err.h"

#ifndef ENGINE_HAS_COMPONENTS
#pragma GCC diagnostic ignored "-Wunused-parameter"

static int none(struct err *err)
{
	return err_set(err, EOPNOTSUPP, "this engine was built without components");
}

size_t component_allocate(struct buf *values, uint32_t align, size_t size)
{
	return SIZE_MAX;
}

size_t component_put_list(struct buf *values, size_t at, uint32_t align, size_t count, size_t size)
{
	return SIZE_MAX;
}

uint64_t component_parts(const struct buf *values, size_t at, const struct wit_type *type)
{
	return 0;
}

bool component_imports(struct engine *engine, const struct engine_module *module,
		       const char *interface)
{
	return false;
}

int component_exports(struct engine *engine, const struct engine_module *module,
		      int (*take)(void *context, const char *name, struct err *err), void *context,
		      struct err *err)
{
	return none(err);
}

int component_export_type(struct engine *engine, const struct engine_module *module,
			  const char *name, struct wit_func *ret_type, struct err *err)
{
	return none(err);
}

int component_check(struct engine *engine, const struct engine_module *module,
		    const struct component_host *host, struct err *err)
{
	return none(err);
}

int component_new(struct engine *engine, const struct engine_module *module,
		  const struct component_host *host, const struct engine_wasi *wasi,
		  const struct engine_limits *limits, struct component **ret_component,
		  enum engine_end *ret_end, int *ret_status, struct err *err)
{
	*ret_component = NULL;
	return none(err);
}

void component_free(struct component *component)
{
}

int component_run(struct component *component, enum engine_end *ret_end, int *ret_status,
		  struct err *err)
{
	return none(err);
}

int component_tell(struct component *component, const char *name, enum engine_end *ret_end,
		   int *ret_status, struct err *err)
{
	return none(err);
}

int component_find_list(struct component *component, const char *name,
			const struct wit_type *element, struct component_list **ret_list,
			struct err *err)
{
	return none(err);
}

uint8_t *component_memory(struct component_cursor *cursor, size_t *ret_size)
{
	return NULL;
}

bool component_cursor_allocate(struct component_cursor *cursor, uint32_t align, size_t size,
			       size_t *ret_at)
{
	return false;
}

bool component_cursor_string(struct component_cursor *cursor, const char *text, size_t size,
			     size_t at)
{
	return false;
}

int component_call_list(struct component_list *list, size_t count,
			bool (*write)(void *context, struct component_cursor *cursor, size_t at),
			void *context, enum engine_end *ret_end, int *ret_status, struct err *err)
{
	return none(err);
}

uint64_t component_calls(const struct component *component)
{
	return 0;
}

const char *component_backtrace(const struct component *component)
{
	return "";
}

#endif
