// SPDX-License-Identifier: MIT
#include "engine/component_link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/wasi.h"

#ifdef ENGINE_HAS_COMPONENTS

/* The engine walks from the first of them to each. */
enum { VALUES_MAX = 64 << 20, NAME_SIZE = 128, EXPORT_SIZE = 256, NAMES_MAX = 1 << 13 };

/* One imported function. */
struct component_link {
	struct component_link *next;
	struct component_links *links;
	struct component_import import;
	struct wit_func type;
};

struct linker {
	struct engine *engine;
	wasmtime_component_linker_t *wasm;
	const struct component_host *host;
	struct component_links *links;
	struct err *err;
};

/* --- a call ------------------------------------------------------------------------------------ */

static bool store_params(const struct component_room *room, const struct wit_func *type,
			 const wasmtime_component_val_t *args)
{
	uint32_t end = 0, size = 0;

	for (uint32_t i = 0; i < type->count; i++)
		size = wit_type_place(type->params[i].type, size) + type->params[i].type->size;
	if (component_allocate(room->values, 8, size) == SIZE_MAX)
		return false;
	for (uint32_t i = 0; i < type->count; i++) {
		const struct wit_type *param = type->params[i].type;

		end = wit_type_place(param, end);
		if (!component_store(room, end, param, &args[i]))
			return false;
		end += param->size;
	}
	return true;
}

static int call_host(struct component_link *link, const wasmtime_component_val_t *args,
		     const struct component_room *room, wasmtime_component_val_t *result,
		     struct err *err)
{
	struct component_call call = { .values = room->values, .type = &link->type };
	const struct wit_type *type = link->type.result;
	int ret;

	if (!store_params(room, &link->type, args))
		return err_set(err, EINVAL, "a parameter is too large");
	if (type)
		call.result = component_allocate(room->values, type->align, type->size);
	if (call.result == SIZE_MAX)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = link->import.call(link->import.context, &call, err);
	if (!ret && type && !component_load(room, call.result, type, result))
		return err_set(err, EINVAL, "the host has no such value");
	return ret;
}

static wasmtime_error_t *enter_host(void *env, wasmtime_context_t *context,
				    const wasmtime_component_func_type_t *type,
				    wasmtime_component_val_t *args, size_t arg_count,
				    wasmtime_component_val_t *results, size_t result_count)
{
	struct component_link *link = env;
	struct buf values = BUF_INIT(VALUES_MAX);
	const struct component_room room = { &values, context };
	struct err err = ERR_INIT;
	int ret;

	(void)type;
	link->links->calls++;
	if (arg_count != link->type.count || result_count != (link->type.result ? 1 : 0))
		return wasmtime_error_new("the import has another type");
	ret = call_host(link, args, &room, results, &err);
	buf_release(&values);
	if (!ret)
		return NULL;
	link->links->error = err;
	return wasmtime_error_new(err.msg);
}

/* --- names -------------------------------------------------------------------------------------- */

/* As much of a name as there is room for, without what a terminal would act on. */
static void clean_name(const char *name, size_t len, char to[static NAME_SIZE])
{
	snprintf(to, NAME_SIZE, "%.*s", (int)(len < NAME_SIZE ? len : NAME_SIZE - 1), name);
	for (; *to; to++)
		if ((unsigned char)*to < ' ' || *to == 0x7f)
			*to = '?';
}

/* "ns:package/interface@1.0.0" names "interface". Cleaned, because it may be printed. */
static void plain_name(const char *name, size_t len, char to[static NAME_SIZE])
{
	const char *slash = memchr(name, '/', len);
	const char *start = slash ? slash + 1 : name;
	const char *end = memchr(start, '@', (size_t)(name + len - start));

	clean_name(start, (size_t)((end ? end : name + len) - start), to);
}

bool component_find_export(struct engine *engine, const wasmtime_component_t *code,
			   const char *interface, char *to, size_t size)
{
	wasmtime_component_type_t *type = wasmtime_component_type(code);
	const size_t count = wasmtime_component_type_export_count(type, engine->wasm);
	const size_t wanted = strlen(interface);
	bool found = false;

	for (size_t i = 0; i < count && !found; i++) {
		wasmtime_component_item_t item;
		const char *name;
		size_t len;

		if (!wasmtime_component_type_export_nth(type, engine->wasm, i, &name, &len, &item))
			break;
		found = len >= wanted && len < size && memcmp(name, interface, wanted) == 0 &&
			(len == wanted || name[wanted] == '@');
		if (found)
			snprintf(to, size, "%.*s", (int)len, name);
		wasmtime_component_item_delete(&item);
	}
	wasmtime_component_type_delete(type);
	return found;
}

static int too_many(const char *what, struct err *err)
{
	return err_set(err, E2BIG, "the guest has more than %d %s", NAMES_MAX, what);
}

int component_exports(struct engine *engine, const struct engine_module *module,
		      int (*take)(void *context, const char *name, struct err *err), void *context,
		      struct err *err)
{
	wasmtime_component_type_t *type = wasmtime_component_type(module->component);
	const size_t count = wasmtime_component_type_export_count(type, engine->wasm);
	int ret = count > NAMES_MAX ? too_many("exports", err) : 0;

	for (size_t i = 0; i < count && !ret; i++) {
		wasmtime_component_item_t item;
		char text[EXPORT_SIZE];
		const char *name;
		size_t len;

		if (!wasmtime_component_type_export_nth(type, engine->wasm, i, &name, &len, &item))
			break;
		snprintf(text, sizeof(text), "%.*s", (int)(len < sizeof(text) ? len : sizeof(text)),
			 name);
		wasmtime_component_item_delete(&item);
		ret = take(context, text, err);
	}
	wasmtime_component_type_delete(type);
	return ret;
}

bool component_imports(struct engine *engine, const struct engine_module *module,
		       const char *interface)
{
	wasmtime_component_type_t *type = wasmtime_component_type(module->component);
	const size_t count = wasmtime_component_type_import_count(type, engine->wasm);
	bool found = false;

	for (size_t i = 0; i < count && i < NAMES_MAX && !found; i++) {
		wasmtime_component_item_t item;
		char plain[NAME_SIZE];
		const char *name;
		size_t len;

		if (!wasmtime_component_type_import_nth(type, engine->wasm, i, &name, &len, &item))
			break;
		plain_name(name, len, plain);
		wasmtime_component_item_delete(&item);
		found = strcmp(plain, interface) == 0;
	}
	wasmtime_component_type_delete(type);
	return found;
}

int component_export_type(struct engine *engine, const struct engine_module *module,
			  const char *name, struct wit_func *ret_type, struct err *err)
{
	wasmtime_component_type_t *type = wasmtime_component_type(module->component);
	struct component_types types = { 0 };
	wasmtime_component_item_t item;
	const bool found = wasmtime_component_type_export_get(type, engine->wasm, name,
							      strlen(name), &item);
	int ret = -ENOENT;

	if (found) {
		ret = item.kind == WASMTIME_COMPONENT_ITEM_COMPONENT_FUNC
			      ? component_read_func(item.of.component_func, &types, ret_type, err)
			      : err_set(err, EINVAL, "it is no function");
		wasmtime_component_item_delete(&item);
	}
	wasmtime_component_type_delete(type);
	return found && ret < 0 ? err_prefix(err, "'%s' of the guest", name) : ret;
}

/* --- linking ------------------------------------------------------------------------------------ */

static int link_func(const struct linker *l, wasmtime_component_linker_instance_t *in,
		     const char *interface, const char *name, size_t len,
		     const wasmtime_component_func_type_t *type)
{
	struct component_link *link = calloc(1, sizeof(*link));
	char text[NAME_SIZE];
	wasmtime_error_t *error;
	int ret;

	if (!link)
		return err_set(l->err, ENOMEM, "cannot link: %s", strerror(ENOMEM));
	link->next = l->links->first;
	link->links = l->links;
	l->links->first = link;
	plain_name(name, len, text);
	ret = component_read_func(type, &l->links->types, &link->type, l->err);
	if (!ret)
		ret = l->host->find(l->host->context, interface, text, &link->type, &link->import,
				    l->err);
	if (ret)
		return err_prefix(l->err, "import '%s' of '%s'", text, interface);
	error = wasmtime_component_linker_instance_add_func(in, name, len, enter_host, link, NULL);
	return error ? engine_error(EINVAL, error, "cannot link", l->err) : 0;
}

/* What a resource stands for is known by its number: nothing ends with it. */
static wasmtime_error_t *drop_resource(void *env, wasmtime_context_t *context, uint32_t number)
{
	(void)env;
	(void)context;
	(void)number;
	return NULL;
}

static int link_resource(const struct linker *l, wasmtime_component_linker_instance_t *in,
			 const char *interface, const char *name, size_t len,
			 const wasmtime_component_resource_type_t *type)
{
	struct component_resource *resource;
	wasmtime_component_resource_type_t *host;
	wasmtime_error_t *error;
	char text[NAME_SIZE];

	plain_name(name, len, text);
	if (!l->host->has_resource || !l->host->has_resource(l->host->context, interface, text))
		return err_set(l->err, ENOENT, "import '%s' of '%s': the host has no such resource",
			       text, interface);
	resource = calloc(1, sizeof(*resource));
	if (!resource)
		return err_set(l->err, ENOMEM, "cannot link: %s", strerror(ENOMEM));
	resource->next = l->links->resources;
	l->links->resources = resource;
	l->links->types.resources = resource;
	resource->name = strdup(text);
	resource->type = wasmtime_component_resource_type_clone(type);
	if (!resource->name)
		return err_set(l->err, ENOMEM, "cannot link: %s", strerror(ENOMEM));
	host = wasmtime_component_resource_type_new_host(RESOURCE_TYPE);
	error = wasmtime_component_linker_instance_add_resource(in, name, len, host, drop_resource,
								NULL, NULL);
	wasmtime_component_resource_type_delete(host);
	return error ? engine_error(EINVAL, error, "cannot link", l->err) : 0;
}

static int link_item(const struct linker *l, wasmtime_component_linker_instance_t *in,
		     const char *interface, const char *name, size_t len,
		     const wasmtime_component_item_t *item, bool is_resource)
{
	switch (item->kind) {
	case WASMTIME_COMPONENT_ITEM_COMPONENT_FUNC:
		return is_resource
			       ? 0
			       : link_func(l, in, interface, name, len, item->of.component_func);
	case WASMTIME_COMPONENT_ITEM_RESOURCE:
		return is_resource ? link_resource(l, in, interface, name, len, item->of.resource)
				   : 0;
	case WASMTIME_COMPONENT_ITEM_TYPE:
		return 0; /* is there by itself */
	default:
		return err_set(l->err, EINVAL, "the host has no interface '%s'", interface);
	}
}

/* Resources first: functions' types name them. */
static int link_items(const struct linker *l, wasmtime_component_linker_instance_t *in,
		      const char *interface, const wasmtime_component_instance_type_t *type)
{
	const size_t count = wasmtime_component_instance_type_export_count(type, l->engine->wasm);
	int ret = count > NAMES_MAX ? too_many("names in an interface", l->err) : 0;

	for (size_t i = 0; i < 2 * count && !ret; i++) {
		wasmtime_component_item_t item;
		const char *export;
		size_t len;

		if (!wasmtime_component_instance_type_export_nth(type, l->engine->wasm, i % count,
								 &export, &len, &item))
			break;
		ret = link_item(l, in, interface, export, len, &item, i < count);
		wasmtime_component_item_delete(&item);
	}
	return ret;
}

static int link_interface(const struct linker *l, const char *name, size_t len,
			  const wasmtime_component_instance_type_t *type)
{
	wasmtime_component_linker_instance_t *root = wasmtime_component_linker_root(l->wasm), *in;
	wasmtime_error_t *error = wasmtime_component_linker_instance_add_instance(root, name, len,
										  &in);
	char interface[NAME_SIZE];
	int ret;

	if (error) {
		wasmtime_component_linker_instance_delete(root);
		return engine_error(EINVAL, error, "cannot link", l->err);
	}
	plain_name(name, len, interface);
	ret = link_items(l, in, interface, type);
	wasmtime_component_linker_instance_delete(in);
	wasmtime_component_linker_instance_delete(root);
	return ret;
}

/* The engine has these; it would tell of others when the guest starts. */
static int check_wasi(const char *name, size_t len, struct err *err)
{
	const char *reason = wasi_missing(name, len);
	char text[NAME_SIZE];

	if (!reason)
		return 0;
	clean_name(name, len, text);
	return err_set(err, ENOENT, "the guest imports '%s': %s", text, reason);
}

int component_link(struct engine *engine, const wasmtime_component_t *code,
		   wasmtime_component_linker_t *linker, const struct component_host *host,
		   struct component_links *links, struct err *err)
{
	const struct linker l = { engine, linker, host, links, err };
	wasmtime_component_type_t *type = wasmtime_component_type(code);
	const size_t count = wasmtime_component_type_import_count(type, engine->wasm);
	int ret = count > NAMES_MAX ? too_many("imports", err) : 0;

	for (size_t i = 0; i < count && !ret; i++) {
		wasmtime_component_item_t item;
		const char *name;
		char plain[NAME_SIZE];
		size_t len;

		if (!wasmtime_component_type_import_nth(type, engine->wasm, i, &name, &len, &item))
			break;
		plain_name(name, len, plain);
		if (wasi_is(name, len))
			ret = check_wasi(name, len, err);
		else if (item.kind == WASMTIME_COMPONENT_ITEM_TYPE)
			ret = 0;
		else if (item.kind == WASMTIME_COMPONENT_ITEM_COMPONENT_INSTANCE)
			ret = link_interface(&l, name, len, item.of.component_instance);
		else
			ret = err_set(err, EINVAL, "unknown import '%s'", plain);
		wasmtime_component_item_delete(&item);
	}
	wasmtime_component_type_delete(type);
	return ret;
}

int component_check(struct engine *engine, const struct engine_module *module,
		    const struct component_host *host, struct err *err)
{
	wasmtime_component_linker_t *linker = wasmtime_component_linker_new(engine->wasm);
	struct component_links links = { 0 };
	int ret = component_link(engine, module->component, linker, host, &links, err);

	wasmtime_component_linker_delete(linker);
	component_links_release(&links);
	return ret;
}

void component_links_release(struct component_links *links)
{
	struct component_resource *resource;
	struct component_link *link;

	while ((resource = links->resources)) {
		links->resources = resource->next;
		wasmtime_component_resource_type_delete(resource->type);
		free(resource->name);
		free(resource);
	}
	while ((link = links->first)) {
		links->first = link->next;
		wit_func_release(&link->type);
		free(link);
	}
}

#endif
