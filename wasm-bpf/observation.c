// SPDX-License-Identifier: MIT
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "session/object.h"
#include "streams/kind.h"
#include "streams/record_type.h"
#include "wasm-bpf/observation.h"

/* The value that was given for NAME=VALUE, or null. */
static const char *given_for(const struct observe_given *given, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < given->count; i++)
		if (strncmp(given->list[i], name, len) == 0 && given->list[i][len] == '=')
			return given->list[i] + len + 1;
	return NULL;
}

static bool has_buffer(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

/* What is kept of its records, if they are not shown. */
static int keep(struct observation *o, struct reader *reader, struct err *err)
{
	const struct observe_options *options = o->options;
	const struct columns *columns = &reader->stream.columns;
	int ret;

	if (options->hist) {
		reader->hist.column = columns_find(columns, options->hist);
		if (!reader->hist.column)
			return columns_none(columns, options->hist, err);
		if (reader->hist.column->kind == &kind_text || reader->hist.column->size > 8)
			return err_set(err, EINVAL, "--hist: '%s' is no number", options->hist);
	}
	if (!options->by)
		return 0;
	ret = group_make(&reader->group, &reader->stream, options->by, options->of, err);
	if (!ret && options->sort &&
	    !columns_find(&reader->group.shown.columns, options->sort + (*options->sort == '-')))
		ret = columns_none(&reader->group.shown.columns,
				   options->sort + (*options->sort == '-'), err);
	return ret;
}

static int add_reader(struct observation *o, const struct bpf_map *map, struct err *err)
{
	const struct btf *btf = o->types.btf ? o->types.btf : bpf_object__btf(o->object->bpf);
	const char *name = bpf_map__name(map);
	struct reader *reader = &o->readers[o->reader_count];
	uint32_t type;
	int ret;

	if (o->reader_count == OBSERVATION_BUFFERS_MAX)
		return err_set(err, E2BIG, "the object has more than %d buffers",
			       OBSERVATION_BUFFERS_MAX);
	ret = record_type_find(&o->elf, btf, name, bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF,
			       o->types.btf ? 0 : bpf_map__btf_value_type_id(map),
			       given_for(&o->options->records, name), &type, err);
	if (ret)
		return ret;
	o->reader_count++;
	reader->stream.name = name;
	ret = columns_make(&reader->stream.columns, btf, type, NULL, err);
	if (!ret && reader->stream.columns.size > OBSERVATION_RECORD_MAX)
		ret = err_set(err, E2BIG, "'%s': its records are too large", name);
	if (!ret)
		ret = stream_show(&reader->stream, o->options->columns, err);
	if (!ret && o->options->filter)
		ret = stream_filter(&reader->stream, o->options->filter, err);
	if (!ret)
		ret = keep(o, reader, err);
	if (!ret)
		sink_fit(&o->sink, o->options->by ? &reader->group.shown : &reader->stream);
	return ret;
}

static int add_maps(struct observation *o, struct err *err)
{
	const struct observe_given *maps = &o->options->maps;
	int ret = 0;

	for (size_t i = 0; i < maps->count && !ret; i++) {
		ret = observe_map_open(&o->maps[o->map_count++], o->object->bpf, maps->list[i],
				       o->options, err);
		if (!ret)
			sink_fit(&o->sink, &o->maps[i].stream);
	}
	return ret;
}

static int nothing_to_show(const struct observation *o, struct err *err)
{
	struct buf list = BUF_INIT(300);
	const struct bpf_map *map;

	bpf_object__for_each_map (map, o->object->bpf)
		if (!bpf_map__is_internal(map))
			buf_printf(&list, "%s %s", list.len ? "," : "", bpf_map__name(map));
	err_set(err, EINVAL, "'%s' has no ring buffer, perf buffer or iterator to show", o->name);
	if (list.len)
		err_hint(err, "--map NAME shows the entries of a map; there are%s", list.data);
	buf_release(&list);
	return -EINVAL;
}

int observation_plan(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = add_maps(o, err);

	if (!o->map_count || o->options->records.count)
		bpf_object__for_each_map (map, o->object->bpf)
			if (!ret && has_buffer(map))
				ret = add_reader(o, map, err);
	bpf_object__for_each_program (prog, o->object->bpf)
		o->has_iterators |= strncmp(bpf_program__section_name(prog), "iter", 4) == 0;
	for (size_t i = 0; i < o->options->records.count && !ret; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(o->options->records.list[i], "="),
			 o->options->records.list[i]);
		map = bpf_object__find_map_by_name(o->object->bpf, name);
		if (!map || !has_buffer(map))
			ret = err_set(err, ENOENT, "--record %s: the object has no such buffer",
				      name);
	}
	if (!ret && !o->reader_count && !o->map_count && !o->has_iterators)
		return nothing_to_show(o, err);
	o->sink.names_streams = o->reader_count + o->map_count > 1;
	return ret;
}
