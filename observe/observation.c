// SPDX-License-Identifier: MIT
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "lib/err.h"
#include "observe/container.h"
#include "observe/observation.h"
#include "observe/printk.h"
#include "session/object.h"
#include "session/session.h"
#include "types/gadget.h"

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

struct reader *observation_add(struct observation *o, const char *name, struct columns *columns,
			       struct err *err)
{
	struct reader *reader = &o->readers[o->reader_count];

	if (o->reader_count == OBSERVATION_BUFFERS_MAX) {
		columns_release(columns);
		err_set(err, E2BIG, "the object has more than %d buffers", OBSERVATION_BUFFERS_MAX);
		return NULL;
	}
	o->reader_count++;
	reader->name = strdup(name); /* a map that is taken over frees libbpf's */
	reader->view.stream.name = reader->name;
	if (!reader->name) {
		columns_release(columns);
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	reader->view.stream.columns = *columns;
	if (columns->size > OBSERVATION_RECORD_MAX) {
		err_set(err, E2BIG, "'%s': its records are too large", name);
		return NULL;
	}
	columns_link(&reader->view.stream.columns, &o->lookup);
	return view_make(&reader->view, &o->view, o->sinks, err) == 0 ? reader : NULL;
}

static int add_buffer(struct observation *o, const struct bpf_map *map, struct err *err)
{
	const char *name = bpf_map__name(map);
	struct columns columns;
	struct record_type type;
	int ret;

	ret = record_type_find(&o->record_types, name, bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF,
			       o->types.btf ? 0 : bpf_map__btf_value_type_id(map),
			       given_for(&o->options->records, name), &type, err);
	if (!ret)
		ret = columns_make(&columns, type.btf, type.id, NULL, err);
	if (ret)
		return ret;
	return observation_add(o, name, &columns, err) ? 0 : -err->code;
}

/* Without GADGET_ITER(): what all of them write by bpf_seq_write(), if that is a struct. */
static int add_written(struct observation *o, struct err *err)
{
	struct columns columns;
	struct record_type type;
	struct reader *reader;
	int ret = record_type_of_iterators(&o->record_types, &type, err);

	if (ret == -ENOENT)
		return 0;
	if (!ret)
		ret = columns_make(&columns, type.btf, type.id, NULL, err);
	if (ret)
		return ret;
	reader = observation_add(o, "iterator", &columns, err);
	if (!reader)
		return -err->code;
	reader->source = READER_ITERATOR;
	return 0;
}

/* What GADGET_ITER() says: a struct, and the programs that write it. */
static int add_iterators(struct observation *o, struct err *err)
{
	const struct btf *btf = bpf_object__btf(o->object->bpf);
	const char *programs;
	bool found = false;
	int ret = 0;

	for (uint32_t id = 0; !ret && (programs = gadget_next(btf, "gadget_iter_", &id));) {
		struct columns columns;
		struct reader *reader;
		char name[256];
		const char *type_name;
		int type;

		programs = gadget_part(programs, name, sizeof(name));
		type = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
		if (type < 0 || !programs)
			continue;
		ret = columns_make(&columns, btf, (uint32_t)type, NULL, err);
		if (ret)
			return ret;
		type_name = btf__name_by_offset(btf,
						btf__type_by_id(btf, (uint32_t)type)->name_off);
		reader = observation_add(o, type_name, &columns, err);
		if (!reader)
			return -err->code;
		reader->source = READER_ITERATOR;
		reader->programs = programs;
		found = true;
	}
	return ret || found ? ret : add_written(o, err);
}

static int add_printk(struct observation *o, struct err *err)
{
	struct columns columns;
	struct reader *reader;

	if (!printk_is_used(o->object->bpf))
		return 0;
	if (printk_columns(&o->printk, &columns, err) < 0)
		return -err->code;
	reader = observation_add(o, "printk", &columns, err);
	if (!reader)
		return -err->code;
	reader->source = READER_PRINTK;
	return 0;
}

static int add_map(struct observation *o, const char *name, struct err *err)
{
	struct observe_map *map = &o->maps[o->map_count++];
	int ret = observe_map_open(map, o->object->bpf, name, &o->view, &o->lookup, err);

	if (!ret)
		sink_fit(o->sinks, &map->stream);
	return ret;
}

/* Those that are asked for; else those that GADGET_MAPITER() names. */
static int add_maps(struct observation *o, struct err *err)
{
	const struct observe_given *maps = &o->options->maps;
	const char *name;
	int ret = 0;

	for (size_t i = 0; i < maps->count && !ret; i++)
		ret = add_map(o, maps->list[i], err);
	if (maps->count || o->options->records.count)
		return ret;
	for (uint32_t id = 0;
	     !ret && o->map_count < OBSERVE_GIVEN_MAX &&
	     (name = gadget_next(bpf_object__btf(o->object->bpf), "gadget_mapiter_", &id));)
		ret = add_map(o, name, err);
	return ret;
}

/* There are programs that change something, and record nothing. */
static void tell_nothing(const struct observation *o)
{
	const struct message_sink *messages = &o->session->options->messages;
	struct buf list = BUF_INIT(300);
	const struct bpf_map *map;

	bpf_object__for_each_map (map, o->object->bpf)
		if (!bpf_map__is_internal(map))
			buf_printf(&list, "%s %s", list.len ? "," : "", bpf_map__name(map));
	message_tell(messages, WASM_BPF_WARNING,
		     "'%s' has no ring buffer, perf buffer or iterator to show", o->name);
	if (list.len)
		message_tell(messages, WASM_BPF_WARNING,
			     "--map NAME shows the entries of a map; there are%s", list.data);
	buf_release(&list);
}

/* The buffers that --record-type names have to be there. */
static int check_records(const struct observation *o, struct err *err)
{
	for (size_t i = 0; i < o->options->records.count; i++) {
		const char *given = o->options->records.list[i];
		const struct bpf_map *map;
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(given, "="), given);
		map = bpf_object__find_map_by_name(o->object->bpf, name);
		if (!map || !has_buffer(map))
			return err_set(err, ENOENT,
				       "--record-type %s: the object has no such buffer", name);
	}
	return 0;
}

/* --container is one more filter, if the object has none of its own, or a kubelet tells names. */
static int plan_container(struct observation *o, struct err *err)
{
	const char *name = o->options->container;
	int ret;

	o->view = o->options->view;
	if (!name)
		return 0;
	o->filters_containers = !o->options->kubelet && observe_container_in_kernel(o);
	if (o->filters_containers)
		return observe_container_prepare(o, err);
	o->filter = (struct buf)BUF_INIT(64 << 10);
	ret = observe_container_filter(name, o->view.filter, &o->filter, err);
	o->view.filter = o->filter.data;
	return ret;
}

int observation_plan(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = check_records(o, err);

	if (!ret)
		ret = plan_container(o, err);

	o->record_types.elf = &o->elf;
	o->record_types.btf = o->types.btf ? o->types.btf : bpf_object__btf(o->object->bpf);
	if (!ret)
		ret = add_maps(o, err);
	if (!o->map_count || o->options->records.count)
		bpf_object__for_each_map (map, o->object->bpf)
			if (!ret && has_buffer(map) &&
			    observe_wants(o->options, bpf_map__name(map)))
				ret = add_buffer(o, map, err);
	bpf_object__for_each_program (prog, o->object->bpf)
		o->has_iterators |= strncmp(bpf_program__section_name(prog), "iter", 4) == 0;
	if (!ret && o->has_iterators)
		ret = add_iterators(o, err);
	if (!ret && !o->reader_count && !o->map_count && !o->has_iterators)
		ret = add_printk(o, err);
	if (!ret && !o->reader_count && !o->map_count && !o->has_iterators)
		tell_nothing(o);
	for (struct sink *sink = o->sinks; sink; sink = sink->next)
		sink->names_streams = o->reader_count + o->map_count > 1;
	return ret;
}
