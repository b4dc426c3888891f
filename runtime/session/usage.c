// SPDX-License-Identifier: MIT
#include "session/usage.h"

#include <bpf/libbpf.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bpf_map.h"
#include "base/message.h"
#include "session/map.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"

enum { USAGES_MAX = 4096 };

/* A program that was reached. */
struct mark {
	struct mark *next;
	const struct bpf_program *prog;
};

static bool is_marked(const struct object *object, const struct bpf_program *prog)
{
	const struct mark *mark = object->marks;

	while (mark && mark->prog != prog)
		mark = mark->next;
	return mark;
}

void usage_mark(struct object *object, const struct bpf_program *prog)
{
	struct mark *mark = is_marked(object, prog) ? NULL : malloc(sizeof(*mark));

	if (!mark)
		return;
	*mark = (struct mark){ object->marks, prog };
	object->marks = mark;
}

void usage_mark_struct_ops(struct object *object)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, object->bpf)
		if (bpf_program__type(prog) == BPF_PROG_TYPE_STRUCT_OPS)
			usage_mark(object, prog);
}

static void free_marks(struct object *object)
{
	while (object->marks) {
		struct mark *mark = object->marks;

		object->marks = mark->next;
		free(mark);
	}
}

static void take_program(struct object *object, const struct bpf_program *prog)
{
	const struct session *session = object->session;
	struct usage_list *list = &object->session->usage;
	struct program_usage *usage = list->made < USAGES_MAX ? calloc(1, sizeof(*usage)) : NULL;
	struct bpf_prog_info info = { 0 };

	if (!usage)
		return;
	list->made++;
	snprintf(usage->name, sizeof(usage->name), "%s", bpf_program__name(prog));
	program_ask(prog, &info);
	usage->runs = info.run_cnt;
	usage->ns = info.run_time_ns;
	usage->is_counted = info.run_cnt || session->options->counts_runs || session->stats_fd >= 0;
	usage->is_used = is_marked(object, prog);
	usage->next = list->first;
	/* Other threads look on. */
	atomic_store_explicit(&list->first, usage, memory_order_release);
	if (session->options->verbose && !usage->is_used)
		message_tell(&session->options->messages, WASM_BPF_WARNING,
			     "program '%s' was loaded, and not attached", usage->name);
}

/* A perf event array that the guest asks for can be there to read counters with. */
static bool is_unread(const struct object *object, const struct bpf_map *bpf)
{
	const enum bpf_map_type type = bpf_map__type(bpf);
	const struct map *map = object->maps;

	while (map && map->bpf != bpf)
		map = map->next;
	if (type == BPF_MAP_TYPE_RINGBUF)
		return !map || !map->records || !map->records->counts;
	return type == BPF_MAP_TYPE_PERF_EVENT_ARRAY && !map;
}

static void take_buffer(struct object *object, const struct bpf_map *bpf)
{
	struct session *session = object->session;
	struct counts *counts = counts_add(&session->buffers.counts, bpf_map__name(bpf));

	if (counts && !counts->polls)
		counts->unread = true;
	if (session->options->verbose)
		message_tell(&session->options->messages, WASM_BPF_WARNING,
			     "the guest never read the buffer '%s'", bpf_map__name(bpf));
}

void usage_take(struct object *object)
{
	struct bpf_program *prog;
	struct bpf_map *map;

	if (object->state != OBJECT_LOADED) {
		free_marks(object);
		return;
	}
	bpf_object__for_each_program(prog, object->bpf)
		if (program_is_loaded(prog))
			take_program(object, prog);
	bpf_object__for_each_map(map, object->bpf)
		if (bpf_map_fd(map) >= 0 && is_unread(object, map))
			take_buffer(object, map);
	free_marks(object);
}

void usage_release(struct usage_list *list)
{
	while (list->first) {
		struct program_usage *usage = list->first;

		list->first = usage->next;
		free(usage);
	}
}
