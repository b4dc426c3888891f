// SPDX-License-Identifier: MIT
#include "typed/typed.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/object.h"
#include "typed/host.h"
#include "typed/private.h"

/* How many records a call has at most: what the guest makes of them lies in its memory at once. */
enum { BATCH_MAX = 1024, RECORD_MAX = 64 << 10 };

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

/* --- what the guest takes ------------------------------------------------------------------- */

/* Makes the program for a buffer's records, if the guest takes them. */
static int plan_buffer(struct typed *typed, struct engine *engine, const struct engine_module *code,
		       const struct world_buffer *from, struct err *err)
{
	struct typed_buffer *buffer = &typed->buffers[typed->buffer_count];
	const struct wit_type *list;
	int ret = component_export_type(engine, code, from->name, &buffer->type, err);

	if (ret == -ENOENT)
		return 0;
	if (ret)
		return ret;
	typed->buffer_count++;
	buffer->from = from;
	list = buffer->type.count == 1 ? buffer->type.params[0].type : NULL;
	if (!list || list->kind != WIT_LIST || buffer->type.result)
		return err_set(err, EINVAL, "'%s' of the guest is no func(records: list<...>)",
			       from->name);
	ret = flat_make(&buffer->flat, &typed->plan, &typed->shape, &typed->plan.refs[from->ref],
			list->parts[0].type, from->name, err);
	if (!ret && buffer->flat.from_size > RECORD_MAX)
		ret = err_set(err, E2BIG, "'%s': its records are too large", from->map);
	return ret;
}

static const struct world_buffer *buffer_named(const struct typed *typed, const char *name)
{
	for (size_t i = 0; i < typed->world.buffer_count; i++)
		if (strcmp(typed->world.buffers[i].name, name) == 0)
			return &typed->world.buffers[i];
	return NULL;
}

/* A handler of a buffer that the object does not have would never be called. */
static int check_export(void *context, const char *name, struct err *err)
{
	if (strncmp(name, "on-", 3) != 0 || strcmp(name, "on-end") == 0 ||
	    buffer_named(context, name))
		return 0;
	err_set(err, EINVAL, "the guest has '%s', and the object no buffer for it", name);
	return world_hint_again(err);
}

/* It is called when all is over, which is late to hear of its type. */
static int check_end(struct engine *engine, const struct engine_module *code, struct err *err)
{
	struct wit_func type;
	int ret = component_export_type(engine, code, "on-end", &type, err);

	if (ret)
		return ret == -ENOENT ? 0 : ret;
	if (type.count || type.result)
		ret = err_set(err, EINVAL, "'on-end' of the guest is no func()");
	wit_func_release(&type);
	return ret;
}

static int plan_buffers(struct typed *typed, struct engine *engine,
			const struct engine_module *code, struct err *err)
{
	size_t largest = 1;
	int ret = 0;

	typed->buffers = calloc(typed->world.buffer_count + 1, sizeof(*typed->buffers));
	if (!typed->buffers)
		return no_memory(err);
	for (size_t i = 0; i < typed->world.buffer_count && !ret; i++)
		ret = plan_buffer(typed, engine, code, &typed->world.buffers[i], err);
	for (size_t i = 0; i < typed->buffer_count; i++)
		if (typed->buffers[i].flat.from_size > largest)
			largest = typed->buffers[i].flat.from_size;
	typed->room = ret ? NULL : calloc(1, largest);
	return ret || typed->room ? ret : no_memory(err);
}

static int find_buffers(struct typed *typed, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < typed->buffer_count && !ret; i++) {
		struct typed_buffer *buffer = &typed->buffers[i];

		ret = component_find_list(typed->component, buffer->from->name,
					  buffer->type.params[0].type->parts[0].type, &buffer->list,
					  err);
	}
	return ret;
}

/* All that can be compared before the guest runs. */
static int prepare(struct typed *typed, struct engine *engine, const struct engine_module *code,
		   const struct elf *elf, const struct btf *btf, struct err *err)
{
	const int cpus = libbpf_num_possible_cpus();
	int ret = world_make(&typed->world, elf, btf, err);

	typed->cpus = cpus > 0 ? (uint32_t)cpus : 1;
	if (!ret)
		ret = world_plan(&typed->world, btf, NULL, &typed->plan, &typed->shape, err);
	typed->has_plan = !ret;
	if (!ret)
		ret = component_exports(engine, code, check_export, typed, err);
	if (!ret)
		ret = check_end(engine, code, err);
	return ret ? ret : plan_buffers(typed, engine, code, err);
}

int typed_check(struct engine *engine, const struct engine_module *code, const struct elf *elf,
		const struct btf *btf, struct err *err)
{
	struct typed *typed = calloc(1, sizeof(*typed));
	int ret = typed ? prepare(typed, engine, code, elf, btf, err) : no_memory(err);

	if (!ret)
		ret = component_check(
			engine, code,
			&(struct component_host){ typed_import, host_has_resource, typed }, err);
	typed_free(typed);
	return ret;
}

/* --- life ----------------------------------------------------------------------------------- */

/* Keeps how a call ended, if it did not return. */
static int keep_end(struct typed *typed, int ret, struct err *err)
{
	if (ret != -ECANCELED)
		return ret;
	if (typed->end.end == ENGINE_TRAPPED) {
		snprintf(typed->end.message, sizeof(typed->end.message), "%s", err->msg);
		typed->end.backtrace = component_backtrace(typed->component);
	}
	return ret;
}

int typed_new(struct engine *engine, const struct engine_module *code,
	      const struct engine_wasi *wasi, const struct engine_limits *limits,
	      const struct typed_host *host, const struct elf *elf, struct object *object,
	      struct typed **ret_typed, struct err *err)
{
	struct typed *typed = calloc(1, sizeof(*typed));
	int ret;

	if (!typed)
		return no_memory(err);
	*ret_typed = typed;
	typed->host = *host;
	typed->object = object;
	ret = prepare(typed, engine, code, elf, bpf_object__btf(object->bpf), err);
	if (!ret)
		ret = component_new(
			engine, code,
			&(struct component_host){ typed_import, host_has_resource, typed }, wasi,
			limits, &typed->component, &typed->end.end, &typed->end.status, err);
	if (!ret)
		ret = find_buffers(typed, err);
	return keep_end(typed, ret, err);
}

void typed_free(struct typed *typed)
{
	struct typed_func *func;

	if (!typed)
		return;
	component_free(typed->component);
	for (size_t i = 0; i < typed->buffer_count; i++) {
		flat_release(&typed->buffers[i].flat);
		wit_func_release(&typed->buffers[i].type);
	}
	free(typed->buffers);
	while ((func = typed->funcs)) {
		typed->funcs = func->next;
		flat_release(&func->key);
		flat_release(&func->value);
		free(func->room);
		free(func);
	}
	if (typed->has_plan) {
		shape_release(&typed->shape);
		plan_release(&typed->plan);
	}
	world_release(&typed->world);
	free(typed->room);
	free(typed);
}

const char *typed_buffer(const struct typed *typed, size_t index)
{
	return index < typed->buffer_count ? typed->buffers[index].from->map : NULL;
}

const struct typed_end *typed_ended(const struct typed *typed)
{
	return &typed->end;
}

const char *typed_refusal(const struct typed *typed)
{
	return typed->refusal;
}

uint64_t typed_calls(const struct typed *typed)
{
	return typed->component ? component_calls(typed->component) : 0;
}

uint64_t typed_short(const struct typed *typed)
{
	return typed->short_records;
}

int typed_run(struct typed *typed, struct err *err)
{
	int ret = component_run(typed->component, &typed->end.end, &typed->end.status, err);

	return keep_end(typed, ret, err);
}

int typed_finish(struct typed *typed, struct err *err)
{
	int status = 0, ret;

	ret = component_tell(typed->component, "on-end", &typed->end.end, &status, err);
	if (ret == -ECANCELED)
		typed->end.status = status;
	return keep_end(typed, ret, err);
}

/* --- records -------------------------------------------------------------------------------- */

/* Frames that become the elements of a list. */
struct batch {
	struct typed *typed;
	const struct flat *flat;
	const char *at, *end;
	size_t count;
};

const struct wasm_bpf_frame *typed_next_frame(const char **at, const char *end)
{
	const struct wasm_bpf_frame *frame = (const void *)*at;

	if ((size_t)(end - *at) < sizeof(*frame))
		return NULL;
	*at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	return *at <= end ? frame : NULL;
}

static uint8_t *guest_memory(void *cursor, size_t *ret_size)
{
	return component_memory(cursor, ret_size);
}

static bool guest_allocate(void *cursor, uint32_t align, size_t size, size_t *ret_at)
{
	return component_cursor_allocate(cursor, align, size, ret_at);
}

static bool guest_string(void *cursor, const char *text, size_t size, size_t at)
{
	return component_cursor_string(cursor, text, size, at);
}

static bool write_records(void *context, struct component_cursor *cursor, size_t at)
{
	const struct batch *batch = context;
	const struct flat *flat = batch->flat;
	const struct flat_target target = { cursor, guest_memory, guest_allocate, guest_string };
	const char *from = batch->at;

	for (size_t i = 0; i < batch->count; i++) {
		const struct wasm_bpf_frame *frame = typed_next_frame(&from, batch->end);
		const void *record = frame->data;

		if (frame->size < flat->from_size) {
			memcpy(batch->typed->room, record, frame->size);
			memset((char *)batch->typed->room + frame->size, 0,
			       flat->from_size - frame->size);
			record = batch->typed->room;
			batch->typed->short_records++;
		}
		if (!flat_write(flat, record, &target, at + i * flat->size))
			return false;
	}
	return true;
}

int typed_take(struct typed *typed, size_t index, const void *frames, size_t size, struct err *err)
{
	const struct typed_buffer *buffer = &typed->buffers[index];
	struct batch batch = { .typed = typed, .flat = &buffer->flat };
	const char *at = frames;
	int status, ret;

	batch.end = at + size;
	for (;;) {
		batch.at = at;
		batch.count = 0;
		while (batch.count < BATCH_MAX && typed_next_frame(&at, batch.end))
			batch.count++;
		if (!batch.count)
			return 0;
		ret = component_call_list(buffer->list, batch.count, write_records, &batch,
					  &typed->end.end, &status, err);
		if (ret < 0) {
			typed->end.status = status;
			return keep_end(typed, ret, err);
		}
	}
}
