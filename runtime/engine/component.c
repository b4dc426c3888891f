// SPDX-License-Identifier: MIT
/* An instance of a component, and calls of its functions. */
#include "engine/component.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/component_link.h"
#include "engine/component_private.h"
#include "lib/err.h"

#ifdef ENGINE_HAS_COMPONENTS

/* A component is made of many modules, some of which only connect others. */
enum { TABLE_ELEMENTS = 1 << 20, INSTANCES = 256, TABLES = 64, MEMORIES = 16 };

/* The engine's list.rs. An engine that is not ours has none of these, and then no components. */
struct engine_list {
	size_t count;
	size_t size;
	uint32_t align;
	bool (*write)(void *context, struct component_cursor *cursor, size_t at);
	void *context;
};

uint8_t *wasm_bpf_list_memory(struct component_cursor *cursor, size_t *ret_size);
bool wasm_bpf_list_allocate(struct component_cursor *cursor, uint32_t align, size_t size,
			    size_t *ret_at);
bool wasm_bpf_list_string(struct component_cursor *cursor, const char *text, size_t size,
			  size_t at);
wasmtime_error_t *wasm_bpf_list_func_new(const wasmtime_component_func_t *func,
					 wasmtime_context_t *context, void **ret_func);
wasmtime_error_t *wasm_bpf_list_func_call(const void *func, wasmtime_context_t *context,
					  const struct engine_list *list);
void wasm_bpf_list_func_delete(void *func);

struct component_list {
	struct component_list *next;
	struct component *component;
	void *func;
	const struct wit_type *element;
};

struct component {
	struct engine_instance base;
	const wasmtime_component_t *code;
	wasmtime_component_linker_t *linker;
	wasmtime_component_instance_t wasm;
	struct component_links links;
	struct component_list *lists;
};

/* --- how a call ended ------------------------------------------------------------------------- */

/* Takes the error over. */
static int explain(struct component *component, wasmtime_error_t *error, enum engine_end *ret_end,
		   int *ret_status, struct err *err)
{
	static const char prefix[] = "wasm trap: ";
	wasm_frame_vec_t frames;
	wasm_message_t message;
	char line[512];

	*ret_end = ENGINE_TRAPPED;
	if (component->base.interrupted) {
		*ret_end = ENGINE_INTERRUPTED;
	} else if (wasmtime_error_exit_status(error, ret_status)) {
		*ret_end = ENGINE_STOPPED;
	} else if (component->links.error.code) {
		*err = component->links.error;
	} else {
		wasmtime_error_message(error, &message);
		engine_last_line(&message, line, sizeof(line));
		wasm_byte_vec_delete(&message);
		err_set(err, EFAULT, "the guest trapped: %s",
			line + (strncmp(line, prefix, strlen(prefix)) ? 0 : strlen(prefix)));
	}
	if (*ret_end == ENGINE_TRAPPED) {
		wasmtime_error_wasm_trace(error, &frames);
		engine_keep_frames(&component->base, &frames);
	}
	wasmtime_error_delete(error);
	return -ECANCELED;
}

uint64_t component_calls(const struct component *component)
{
	return component->links.calls;
}

const char *component_backtrace(const struct component *component)
{
	return component->base.backtrace;
}

/* --- life -------------------------------------------------------------------------------------- */

static int start(struct component *component, enum engine_end *ret_end, int *ret_status,
		 struct err *err)
{
	wasmtime_error_t *error = wasmtime_component_linker_instantiate(
		component->linker, component->base.context, component->code, &component->wasm);
	wasm_frame_vec_t frames;
	bool has_run;

	if (!error)
		return 0;
	wasmtime_error_wasm_trace(error, &frames);
	has_run = frames.size;
	wasm_frame_vec_delete(&frames);
	if (has_run || component->base.interrupted)
		return explain(component, error, ret_end, ret_status, err);
	return engine_error(EINVAL, error, "cannot start the guest", err);
}

int component_new(struct engine *engine, const struct engine_module *module,
		  const struct component_host *host, const struct engine_wasi *wasi,
		  const struct engine_limits *limits, struct component **ret_component,
		  enum engine_end *ret_end, int *ret_status, struct err *err)
{
	struct component *component = calloc(1, sizeof(*component));
	wasmtime_error_t *error;
	int ret;

	if (!component)
		return err_set(err, ENOMEM, "cannot start the guest: %s", strerror(ENOMEM));
	*ret_component = component;
	component->code = module->component;
	engine_begin(&component->base, engine, limits);
	wasmtime_store_limiter(component->base.store, limits->memory ? (int64_t)limits->memory : -1,
			       limits->table && limits->table < TABLE_ELEMENTS ? limits->table
									       : TABLE_ELEMENTS,
			       INSTANCES, TABLES, MEMORIES);
	ret = engine_give_wasi(&component->base, wasi, err);
	if (ret < 0)
		return ret;
	component->linker = wasmtime_component_linker_new(engine->wasm);
	error = wasmtime_component_linker_add_wasip2(component->linker);
	if (error)
		return engine_error(EINVAL, error, "cannot set WASI up", err);
	ret = component_link(engine, component->code, component->linker, host, &component->links,
			     err);
	return ret < 0 ? ret : start(component, ret_end, ret_status, err);
}

void component_free(struct component *component)
{
	struct component_list *list;

	if (!component)
		return;
	while ((list = component->lists)) {
		component->lists = list->next;
		if (list->func)
			wasm_bpf_list_func_delete(list->func);
		free(list);
	}
	if (component->linker)
		wasmtime_component_linker_delete(component->linker);
	component_links_release(&component->links);
	if (component->base.store)
		wasmtime_store_delete(component->base.store);
	free(component);
}

/* --- functions ---------------------------------------------------------------------------------- */

static bool find_func(struct component *component, const char *interface, const char *name,
		      wasmtime_component_func_t *ret_func)
{
	wasmtime_component_export_index_t *in = NULL, *index;
	bool found = false;

	if (interface)
		in = wasmtime_component_get_export_index(component->code, NULL, interface,
							 strlen(interface));
	if (interface && !in)
		return false;
	index = wasmtime_component_get_export_index(component->code, in, name, strlen(name));
	if (index)
		found = wasmtime_component_instance_get_func(
			&component->wasm, component->base.context, index, ret_func);
	if (in)
		wasmtime_component_export_index_delete(in);
	if (index)
		wasmtime_component_export_index_delete(index);
	return found;
}

static int read_type(struct component *component, const wasmtime_component_func_t *func,
		     struct wit_func *type, struct err *err)
{
	wasmtime_component_func_type_t *from = wasmtime_component_func_type(
		func, component->base.context);
	struct component_types types = { 0 };
	int ret = component_read_func(from, &types, type, err);

	wasmtime_component_func_type_delete(from);
	return ret;
}

int component_run(struct component *component, enum engine_end *ret_end, int *ret_status,
		  struct err *err)
{
	wasmtime_component_val_t result = { .kind = WASMTIME_COMPONENT_BOOL };
	wasmtime_component_func_t func;
	struct wit_func type;
	wasmtime_error_t *error;
	char name[256];
	bool fits;

	*ret_status = 0;
	*ret_end = ENGINE_RETURNED;
	if (!component_find_export(component->base.engine, component->code, "wasi:cli/run", name,
				   sizeof(name)) ||
	    !find_func(component, name, "run", &func))
		return 0;
	if (read_type(component, &func, &type, err) < 0)
		return err_prefix(err, "'%s'", name);
	fits = !type.count && type.result && type.result->kind == WIT_RESULT;
	wit_func_release(&type);
	if (!fits)
		return err_set(err, EINVAL, "'%s': its 'run' is no func() -> result", name);
	error = wasmtime_component_func_call(&func, component->base.context, NULL, 0, &result, 1);
	if (error)
		return explain(component, error, ret_end, ret_status, err);
	*ret_status = !(result.kind == WASMTIME_COMPONENT_RESULT && result.of.result.is_ok);
	wasmtime_component_val_delete(&result);
	return 0;
}

int component_tell(struct component *component, const char *name, enum engine_end *ret_end,
		   int *ret_status, struct err *err)
{
	wasmtime_component_func_t func;
	struct wit_func type;
	wasmtime_error_t *error;
	bool fits;

	*ret_status = 0;
	*ret_end = ENGINE_RETURNED;
	if (!find_func(component, NULL, name, &func))
		return 0;
	if (read_type(component, &func, &type, err) < 0)
		return err_prefix(err, "'%s'", name);
	fits = !type.count && !type.result;
	wit_func_release(&type);
	if (!fits)
		return err_set(err, EINVAL, "'%s' of the guest is no func()", name);
	error = wasmtime_component_func_call(&func, component->base.context, NULL, 0, NULL, 0);
	return error ? explain(component, error, ret_end, ret_status, err) : 0;
}

int component_find_list(struct component *component, const char *name,
			const struct wit_type *element, struct component_list **ret_list,
			struct err *err)
{
	struct component_list *list;
	wasmtime_component_func_t func;
	wasmtime_error_t *error;

	if (!find_func(component, NULL, name, &func))
		return -ENOENT;
	list = calloc(1, sizeof(*list));
	if (!list)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	*list = (struct component_list){ component->lists, component, NULL, element };
	component->lists = list;
	error = wasm_bpf_list_func_new(&func, component->base.context, &list->func);
	if (error)
		return engine_error(EINVAL, error, name, err);
	*ret_list = list;
	return 0;
}

uint8_t *component_memory(struct component_cursor *cursor, size_t *ret_size)
{
	return wasm_bpf_list_memory(cursor, ret_size);
}

bool component_cursor_allocate(struct component_cursor *cursor, uint32_t align, size_t size,
			       size_t *ret_at)
{
	return wasm_bpf_list_allocate(cursor, align, size, ret_at);
}

bool component_cursor_string(struct component_cursor *cursor, const char *text, size_t size,
			     size_t at)
{
	return wasm_bpf_list_string(cursor, text, size, at);
}

int component_call_list(struct component_list *list, size_t count,
			bool (*write)(void *context, struct component_cursor *cursor, size_t at),
			void *context, enum engine_end *ret_end, int *ret_status, struct err *err)
{
	const struct engine_list call = { count, list->element->size, list->element->align, write,
					  context };
	wasmtime_error_t *error;

	*ret_status = 0;
	*ret_end = ENGINE_RETURNED;
	error = wasm_bpf_list_func_call(list->func, list->component->base.context, &call);
	return error ? explain(list->component, error, ret_end, ret_status, err) : 0;
}

#endif
