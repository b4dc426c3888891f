// SPDX-License-Identifier: MIT
/* The structs that a guest can emit: those of the object's records, and those that its source names
 * by WB_RECORD (sdk/bpf/wasm_bpf/stream.h). */
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "values/world.h"
#include "values/world_parts.h"

static const char record_prefix[] = "wb_record_";

/* The struct that `void wb_record_NAME(struct NAME *)` is about, or 0. */
static uint32_t named_by(const struct btf *btf, const struct btf_type *function)
{
	const struct btf_type *proto, *pointer, *type;

	if (!btf_is_func(function) || strncmp(btf__name_by_offset(btf, function->name_off),
					      record_prefix, sizeof(record_prefix) - 1) != 0)
		return 0;
	proto = btf__type_by_id(btf, function->type);
	if (!btf_is_func_proto(proto) || btf_vlen(proto) != 1)
		return 0;
	pointer = btf__type_by_id(btf, btf_params(proto)->type);
	if (!btf_is_ptr(pointer))
		return 0;
	type = btf__type_by_id(btf, pointer->type);
	return btf_is_struct(type) ? pointer->type : 0;
}

/* A name is how the stream's type is found: one without a name cannot be emitted. */
static void add(struct world *world, const struct btf *btf, uint32_t id)
{
	const char *name = btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);

	if (!*name || world->stream_count == WORLD_MAX)
		return;
	for (size_t i = 0; i < world->stream_count; i++)
		if (strcmp(world->streams[i].type_name, name) == 0)
			return;
	world->streams[world->stream_count++] = (struct world_stream){
		.type_name = name,
		.type = id,
	};
}

static int by_name(const void *left, const void *right)
{
	const struct world_stream *a = left, *b = right;

	return strcmp(a->type_name, b->type_name);
}

int world_add_streams(struct world *world, const struct btf *btf, struct err *err)
{
	size_t most = world->buffer_count;
	int ret;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		most += named_by(btf, btf__type_by_id(btf, id)) != 0;
	if (most > WORLD_MAX)
		return err_set(err, E2BIG, "the object has more than %d records", WORLD_MAX);
	world->streams = calloc(most + 1, sizeof(*world->streams));
	if (!world->streams)
		return err_set(err, ENOMEM, "out of memory");
	ret = world_grow(world, most, err);
	if (ret)
		return ret;
	for (size_t i = 0; i < world->buffer_count; i++)
		add(world, btf, world->buffers[i].type);
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const uint32_t type = named_by(btf, btf__type_by_id(btf, id));

		if (type)
			add(world, btf, type);
	}
	qsort(world->streams, world->stream_count, sizeof(*world->streams), by_name);
	for (size_t i = 0; i < world->stream_count; i++) {
		struct world_stream *stream = &world->streams[i];

		stream->name = world_name(world, WORLD_STREAMS, "emit_", stream->type_name);
		stream->ref = world_ref(world, stream->type);
	}
	return 0;
}
