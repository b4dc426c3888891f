// SPDX-License-Identifier: MIT
/* Records that a typed guest emits, for whoever runs it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/emission.h"
#include "session/object.h"
#include "session/session.h"
#include "typed/private.h"

/* What a call emits at most: a text in the guest is a whole array in the record. */
enum { EMIT_MAX = 64 << 20 };

/* The stream of this function, which its first call opens. */
static int open_stream(struct typed_func *func, struct err *err)
{
	const struct object *object = func->typed->object;
	const char *name = func->stream->type_name;

	return func->emission ? 0
			      : emission_open(object->session, object, NULL, 0, name, name,
					      &func->emission, err);
}

/* The records become C's, and go all at once. None: a heading. */
static int emit_all(const struct typed_func *func, const struct component_call *call,
		    struct err *err)
{
	const struct flat *flat = &func->value;
	const struct buf *values = call->values;
	uint32_t pair[2];
	char *records;
	int ret = 0;

	memcpy(pair, values->data, sizeof(pair));
	if ((uint64_t)pair[1] * flat->from_size > EMIT_MAX)
		return err_set(err, E2BIG, "%u records of %u bytes are too much for one call",
			       pair[1], flat->from_size);
	records = calloc((size_t)pair[1] + 1, flat->from_size);
	if (!records)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	for (uint32_t i = 0; i < pair[1] && !ret; i++)
		ret = flat_read(flat, values->data, values->len, pair[0] + (size_t)i * flat->size,
				records + (size_t)i * flat->from_size, err);
	if (!ret)
		ret = emission_emit(func->typed->object->session, func->emission, records,
				    (size_t)pair[1] * flat->from_size, err);
	free(records);
	return ret;
}

static int emit(void *context, const struct component_call *call, struct err *err)
{
	struct typed_func *func = context;
	struct err reason = ERR_INIT;
	int ret = open_stream(func, &reason);

	(void)err;
	if (!ret)
		ret = emit_all(func, call, &reason);
	return typed_answer(func, call, ret, &reason);
}

int typed_stream_import(struct typed *typed, const char *name, const struct wit_func *type,
			struct component_import *import, struct err *err)
{
	struct typed_func *func = import->context;
	const struct wit_type *list = type->count == 1 ? type->params[0].type : NULL;

	for (size_t i = 0; i < typed->world.stream_count; i++)
		if (strcmp(typed->world.streams[i].name, name) == 0)
			func->stream = &typed->world.streams[i];
	if (!func->stream) {
		err_set(err, ENOENT, "the object has no such record");
		return world_hint_again(err);
	}
	if (!list || list->kind != WIT_LIST || !typed_is_result(type->result, NULL))
		return err_set(err, EINVAL, "it has another type");
	import->call = emit;
	return flat_make(&func->value, &typed->plan, &typed->shape,
			 &typed->plan.refs[func->stream->ref], list->parts[0].type,
			 func->stream->name, err);
}
