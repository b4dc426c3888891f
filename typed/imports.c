// SPDX-License-Identifier: MIT
/* What a typed guest imports: programs, parameters, and the way to a map. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bpf_map.h"
#include "lib/utf8.h"
#include "session/object.h"
#include "typed/host.h"
#include "typed/private.h"

enum { TARGET_SIZE = 512, TEXT_MAX = 64 << 20 };

/* --- answers -------------------------------------------------------------------------------- */

bool typed_is_result(const struct wit_type *type, const struct wit_type **ret_ok)
{
	if (!type || type->kind != WIT_RESULT || !type->parts[1].type ||
	    type->parts[1].type->kind != WIT_STRING || (type->parts[0].type && !ret_ok))
		return false;
	if (ret_ok)
		*ret_ok = type->parts[0].type;
	return !ret_ok || *ret_ok;
}

void typed_keep_refusal(struct typed *typed, const char *reason)
{
	struct buf cleaned = BUF_INIT(sizeof(typed->refusal));

	utf8_clean(&cleaned, reason);
	snprintf(typed->refusal, sizeof(typed->refusal), "%s", cleaned.data ? cleaned.data : "");
	buf_release(&cleaned);
}

bool typed_write_text(struct buf *values, size_t at, const char *text)
{
	struct buf cleaned = BUF_INIT(TEXT_MAX);
	size_t to = SIZE_MAX;

	utf8_clean(&cleaned, text);
	if (!cleaned.error)
		to = component_put_list(values, at, 1, cleaned.len, 1);
	if (to != SIZE_MAX && cleaned.len)
		memcpy(values->data + to, cleaned.data, cleaned.len);
	buf_release(&cleaned);
	return to != SIZE_MAX;
}

int typed_answer(const struct typed_func *func, const struct component_call *call, int ret,
		 const struct err *reason)
{
	const struct wit_type *type = call->type->result;
	struct err too_large = ERR_INIT;
	const char *text;

	if (ret >= 0 && component_parts(call->values, call->result, type) <= TYPED_PARTS_MAX)
		return 0; /* all is zero but what is in it: it went well */
	if (ret >= 0) {
		err_set(&too_large, E2BIG,
			"it is too much for one answer: more than %d numbers and texts",
			TYPED_PARTS_MAX);
		reason = &too_large;
	}
	text = *reason->msg ? reason->msg : strerror(-ret);
	typed_keep_refusal(func->typed, text);
	call->values->data[call->result] = 1;
	return typed_write_text(call->values, wit_type_inside(call->result, type), text) ? 0
											 : -ENOMEM;
}

/* --- values in a call's buffer -------------------------------------------------------------- */

static uint8_t *buffer_memory(void *context, size_t *ret_size)
{
	struct buf *values = context;

	*ret_size = values->len;
	return (uint8_t *)values->data;
}

static bool buffer_allocate(void *context, uint32_t align, size_t size, size_t *ret_at)
{
	*ret_at = component_allocate(context, align, size);
	return *ret_at != SIZE_MAX;
}

static bool buffer_string(void *context, const char *text, size_t size, size_t at)
{
	struct buf *values = context;
	const size_t place = component_put_list(values, at, 1, size, 1);

	if (place == SIZE_MAX)
		return false;
	memcpy(values->data + place, text, size);
	return true;
}

bool typed_write(const struct flat *flat, const void *from, struct buf *values, size_t at)
{
	return flat_write(
		flat, from,
		&(struct flat_target){ values, buffer_memory, buffer_allocate, buffer_string }, at);
}

/* A parameter that is a text, as a C string. */
static int take_text(const struct component_call *call, size_t at, char *to, size_t size,
		     struct err *err)
{
	uint32_t pair[2];

	memcpy(pair, call->values->data + at, sizeof(pair));
	if (pair[1] >= size || memchr(call->values->data + pair[0], '\0', pair[1]))
		return err_set(err, EINVAL, "a name is too long, or has a byte 0");
	memcpy(to, call->values->data + pair[0], pair[1]);
	to[pair[1]] = '\0';
	return 0;
}

/* --- programs ------------------------------------------------------------------------------- */

static int attach(void *context, const struct component_call *call, struct err *err)
{
	const struct typed_func *func = context;
	const struct typed_host *host = &func->typed->host;
	char program[TARGET_SIZE], target[TARGET_SIZE];
	struct err reason = ERR_INIT;
	int ret = take_text(call, 0, program, sizeof(program), &reason);

	(void)err;
	if (!ret)
		ret = take_text(call, 8, target, sizeof(target), &reason);
	if (!ret)
		ret = host->load(host->context, &reason);
	if (!ret)
		ret = host->attach(host->context, program, *target ? target : NULL, &reason);
	return typed_answer(func, call, ret, &reason);
}

static int attach_all(void *context, const struct component_call *call, struct err *err)
{
	const struct typed_func *func = context;
	const struct typed_host *host = &func->typed->host;
	struct err reason = ERR_INIT;
	int ret = host->load(host->context, &reason);

	(void)err;
	if (!ret)
		ret = host->attach_all(host->context, &reason);
	return typed_answer(func, call, ret, &reason);
}

static int import_program(const char *name, const struct wit_func *type,
			  struct component_import *import, struct err *err)
{
	bool fits = typed_is_result(type->result, NULL);

	if (strcmp(name, "attach") == 0) {
		import->call = attach;
		fits = fits && type->count == 2 && type->params[0].type->kind == WIT_STRING &&
		       type->params[1].type->kind == WIT_STRING;
	} else if (strcmp(name, "attach-all") == 0) {
		import->call = attach_all;
		fits = fits && !type->count;
	} else {
		return err_set(err, ENOENT, "there is no such function");
	}
	return fits ? 0 : err_set(err, EINVAL, "it has another type");
}

/* --- parameters ----------------------------------------------------------------------------- */

/* The variable's bytes among the initial values; null once they are loaded. */
static void *bytes_of(const struct typed_func *func, struct err *err)
{
	const struct btf *btf = bpf_object__btf(func->typed->object->bpf);
	const struct world_param *param = func->param;
	struct bpf_map *map;
	size_t size = 0;
	char *bytes = NULL;

	if (func->typed->object->state != OBJECT_OPEN) {
		err_set(err, EBUSY, "'%s' cannot change: the object is loaded", param->variable);
		return NULL;
	}
	bpf_object__for_each_map (map, func->typed->object->bpf) {
		const struct btf_type *section = bpf_map_section(map, btf);

		if (section &&
		    strcmp(btf__name_by_offset(btf, section->name_off), param->section) == 0)
			bytes = bpf_map__initial_value(map, &size);
	}
	if (bytes && (size_t)param->offset + param->size <= size)
		return bytes + param->offset;
	err_set(err, ENOENT, "the object has no '%s'", param->variable);
	return NULL;
}

static int get_param(void *context, const struct component_call *call, struct err *err)
{
	const struct typed_func *func = context;
	const void *bytes = bytes_of(func, err);

	if (!bytes)
		return -err->code;
	if (!typed_write(&func->value, bytes, call->values, call->result))
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (component_parts(call->values, call->result, call->type->result) > TYPED_PARTS_MAX)
		return err_set(err, E2BIG, "'%s' is too large for a guest", func->param->variable);
	return 0;
}

static int set_param(void *context, const struct component_call *call, struct err *err)
{
	const struct typed_func *func = context;
	struct err reason = ERR_INIT;
	void *bytes = bytes_of(func, &reason);
	int ret = bytes ? flat_read(&func->value, call->values->data, call->values->len, 0, bytes,
				    &reason)
			: -reason.code;

	(void)err;
	return typed_answer(func, call, ret, &reason);
}

static int import_param(struct typed *typed, const char *name, const struct wit_func *type,
			struct component_import *import, struct err *err)
{
	const bool is_set = strncmp(name, "set-", 4) == 0;
	const struct world_param *param = NULL;
	struct typed_func *func = import->context;
	const struct wit_type *value;

	for (size_t i = 0; strlen(name) > 4 && i < typed->world.param_count; i++)
		if (strcmp(typed->world.params[i].name, name + 4) == 0)
			param = &typed->world.params[i];
	if (!param || (!is_set && strncmp(name, "get-", 4) != 0)) {
		err_set(err, ENOENT, "the object has no such parameter");
		return world_hint_again(err);
	}
	if (is_set ? type->count != 1 || !typed_is_result(type->result, NULL)
		   : type->count || !type->result)
		return err_set(err, EINVAL, "it has another type");
	value = is_set ? type->params[0].type : type->result;
	func->param = param;
	import->call = is_set ? set_param : get_param;
	return flat_make(&func->value, &typed->plan, &typed->shape, &typed->plan.refs[param->ref],
			 value, param->name, err);
}

/* --- all ------------------------------------------------------------------------------------ */

struct typed_func *typed_func_new(struct typed *typed, struct err *err)
{
	struct typed_func *func = calloc(1, sizeof(*func));

	if (!func) {
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	func->typed = typed;
	func->next = typed->funcs;
	typed->funcs = func;
	return func;
}

int typed_import(void *context, const char *interface, const char *name,
		 const struct wit_func *type, struct component_import *import, struct err *err)
{
	struct typed *typed = context;

	import->context = typed_func_new(typed, err);
	if (!import->context)
		return -ENOMEM;
	if (strcmp(interface, "programs") == 0)
		return import_program(name, type, import, err);
	if (strcmp(interface, "streams") == 0)
		return typed_stream_import(typed, name, type, import, err);
	if (host_has_interface(interface))
		return host_find(typed, interface, name, type, import, err);
	if (strcmp(interface, "params") == 0)
		return import_param(typed, name, type, import, err);
	for (size_t i = 0; i < typed->world.map_count; i++)
		if (strcmp(typed->world.maps[i].name, interface) == 0)
			return typed_map_import(typed, &typed->world.maps[i], name, type, import,
						err);
	err_set(err, ENOENT, "the object has nothing of that name");
	return world_hint_again(err);
}
