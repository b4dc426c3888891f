// SPDX-License-Identifier: MIT
#include "wasm-bpf/observe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "base/clock.h"
#include "base/message.h"
#include "bindings/input.h"
#include "kinds/kind.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/terminal.h"
#include "records/records.h"
#include "runtime/native.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/given.h"
#include "session/iter.h"
#include "session/link.h"
#include "session/map.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"
#include "streams/escape.h"
#include "streams/record_type.h"
#include "streams/sink.h"
#include "streams/stream.h"
#include "wasm-bpf/observe_map.h"
#include "wasm-bpf/observe_params.h"

enum {
	FILE_MAX = 64 << 20,
	BUFFERS_MAX = 64,
	BATCH_SIZE = 256 << 10,
	RECORD_MAX = 64 << 10,
	TARGET_SIZE = 512,
	SECOND = 1000000000,
};

struct reader {
	struct stream stream;
	struct records *records;
};

struct observation {
	const struct observe_options *options;
	struct buf file;
	struct elf elf;
	struct input types;  /* of records, in another file */
	const char *name;
	struct session *session;
	struct object *object;
	struct sink sink;
	struct reader readers[BUFFERS_MAX];
	size_t reader_count;
	struct observe_map maps[OBSERVE_GIVEN_MAX];
	size_t map_count;
	uint64_t shown;
	uint64_t next_maps;  /* clock_now() when maps are shown again; 0: never */
	bool has_iterators;
	bool is_attached;    /* something can still happen */
};

/* The value that was given for NAME=VALUE, or null. */
static const char *given_for(const struct observe_given *given, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < given->count; i++)
		if (strncmp(given->list[i], name, len) == 0 && given->list[i][len] == '=')
			return given->list[i] + len + 1;
	return NULL;
}

/* --- before the load ----------------------------------------------------------------------- */

static bool has_buffer(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

static int add_reader(struct observation *o, const struct bpf_map *map, struct err *err)
{
	const struct btf *btf = o->types.btf ? o->types.btf : bpf_object__btf(o->object->bpf);
	const char *name = bpf_map__name(map);
	struct reader *reader = &o->readers[o->reader_count];
	uint32_t type;
	int ret;

	if (o->reader_count == BUFFERS_MAX)
		return err_set(err, E2BIG, "the object has more than %d buffers", BUFFERS_MAX);
	ret = record_type_find(&o->elf, btf, name, bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF,
			       o->types.btf ? 0 : bpf_map__btf_value_type_id(map),
			       given_for(&o->options->records, name), &type, err);
	if (ret)
		return ret;
	o->reader_count++;
	reader->stream.name = name;
	ret = columns_make(&reader->stream.columns, btf, type, NULL, err);
	if (!ret && reader->stream.columns.size > RECORD_MAX)
		ret = err_set(err, E2BIG, "'%s': its records are too large", name);
	if (!ret)
		ret = stream_show(&reader->stream, o->options->columns, err);
	if (!ret && o->options->filter)
		ret = stream_filter(&reader->stream, o->options->filter, err);
	if (!ret)
		sink_fit(&o->sink, &reader->stream);
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

/* Which buffers and maps are shown: all buffers, unless maps are asked for and no record is. */
static int plan(struct observation *o, struct err *err)
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

static int set_params(struct observation *o, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < o->options->params.count && !ret; i++)
		ret = observe_set_param(o->object->bpf, o->options->params.list[i], err);
	return ret;
}

/* --- attaching ----------------------------------------------------------------------------- */

static bool is_iterator(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);

	return strncmp(section, "iter/", 5) == 0 || strncmp(section, "iter.s/", 7) == 0;
}

/* Whether it is known what the program attaches to. Programs that no section names are there for
 * others to call. */
static bool has_target(const struct observation *o, const struct bpf_program *prog)
{
	char target[TARGET_SIZE];

	return session_target(o->session, bpf_program__name(prog)) ||
	       attach_name_target(bpf_program__section_name(prog), target, sizeof(target));
}

static int attach_all(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_program (prog, o->object->bpf) {
		const char *name = bpf_program__name(prog);

		if (!bpf_program__autoload(prog) || is_iterator(prog))
			continue;
		if (!has_target(o, prog)) {
			const char *grammar = attach_grammar(bpf_program__section_name(prog));

			message_tell(&o->session->options->messages, WASM_BPF_WARNING,
				     "'%s' (%s) is not attached: --attach %s=%s says to what", name,
				     bpf_program__section_name(prog), name,
				     grammar ? grammar : "TARGET");
			continue;
		}
		ret = object_attach(o->object, name, NULL, err);
		if (ret)
			return ret;
		o->is_attached = true;
	}
	bpf_object__for_each_map (map, o->object->bpf) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
			continue;
		ret = object_attach(o->object, bpf_map__name(map), NULL, err);
		if (ret)
			return ret;
		o->is_attached = true;
	}
	return 0;
}

/* --- showing ------------------------------------------------------------------------------- */

static int open_readers(struct observation *o, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < o->reader_count && !ret; i++) {
		struct reader *reader = &o->readers[i];
		struct map *map;

		ret = object_map(o->object, reader->stream.name, &map, err);
		reader->records = ret ? NULL : map_records(map, o->session, err);
		if (!ret)
			ret = reader->records ? records_open(reader->records, err) : -ENOMEM;
	}
	return ret;
}

static bool is_enough(const struct observation *o)
{
	return (o->options->max && o->reader_count && o->shown >= o->options->max) || o->sink.error;
}

/* The frames of a batch. */
static void take_frames(struct observation *o, struct reader *reader, const char *frames,
			size_t len, void *room)
{
	for (size_t at = 0; at + sizeof(struct wasm_bpf_frame) <= len && !is_enough(o);) {
		const struct wasm_bpf_frame *frame = (const void *)(frames + at);

		o->shown += stream_take(&reader->stream, frame->data, frame->size, room, &o->sink);
		at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
	}
}

static int read_all(struct observation *o, char *batch, void *room, struct err *err)
{
	int len = 0;

	for (size_t i = 0; i < o->reader_count && !is_enough(o); i++) {
		struct reader *reader = &o->readers[i];

		len = records_read(reader->records, batch, BATCH_SIZE, err);
		if (len > 0)
			take_frames(o, reader, batch, (size_t)len, room);
		if (len < 0 && len != -EINTR)
			return len;
	}
	sink_flush(&o->sink);
	return 0;
}

static int show_maps(struct observation *o, struct err *err)
{
	int ret = 0;

	o->sink.last = NULL; /* each time with its heading */
	for (size_t i = 0; i < o->map_count && !ret; i++)
		ret = observe_map_show(&o->maps[i], &o->sink, err);
	return ret;
}

/* Milliseconds to wait for records. */
static int32_t wait_time(const struct observation *o)
{
	const uint64_t now = clock_now();

	if (!o->next_maps)
		return -1;
	return o->next_maps > now ? (int32_t)((o->next_maps - now) / 1000000 + 1) : 0;
}

static int wait_and_show(struct observation *o, char *batch, void *room, struct err *err)
{
	const uint64_t interval = (uint64_t)(o->options->interval * SECOND);
	int32_t handles[BUFFERS_MAX];
	int ret = 0;

	if (o->map_count && interval)
		o->next_maps = clock_now() + interval;
	while (!ret && !is_enough(o) && !interrupt_is_raised(&o->session->interrupt)) {
		buffers_wait(&o->session->buffers, handles, BUFFERS_MAX, wait_time(o));
		ret = read_all(o, batch, room, err);
		if (!ret && o->next_maps && clock_now() >= o->next_maps) {
			ret = show_maps(o, err);
			o->next_maps += interval;
		}
	}
	/* What was recorded until now counts. */
	return ret ? ret : read_all(o, batch, room, err);
}

/* Its text is the program's own: a terminal gets what a guest's would get there. */
static int run_iterator(struct observation *o, const char *name, struct err *err)
{
	struct program *program;
	struct link *link;
	struct iter *iter;
	struct terminal filter = { 0 };
	char text[4096], passed[TERMINAL_ROOM(sizeof(text))];
	int ret = program_find(o->object, name, &program, err), len = 1;

	if (!ret)
		ret = link_new(program, NULL, 0, &link, err);
	if (!ret)
		ret = iter_new(o->session, link, &iter, err);
	while (!ret && len > 0) {
		len = iter_read(o->session, iter, text, sizeof(text), err);
		if (len > 0 && o->sink.columns)
			buf_add(&o->sink.text, passed,
				terminal_filter(&filter, text, (size_t)len, passed));
		else if (len > 0)
			buf_add(&o->sink.text, text, (size_t)len);
		sink_flush(&o->sink);
	}
	return ret ? ret : len < 0 && len != -EINTR ? len : 0;
}

static int run_iterators(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	int ret = 0;

	bpf_object__for_each_program (prog, o->object->bpf)
		if (!ret && is_iterator(prog) && bpf_program__autoload(prog))
			ret = run_iterator(o, bpf_program__name(prog), err);
	return ret;
}

static int show_all(struct observation *o, struct err *err)
{
	char *batch = malloc(BATCH_SIZE), *room = calloc(1, RECORD_MAX);
	int ret = batch && room ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	if (!ret)
		ret = run_iterators(o, err);
	if (!ret && (o->reader_count || o->is_attached))
		ret = wait_and_show(o, batch, room, err);
	if (!ret)
		ret = show_maps(o, err);
	free(batch);
	free(room);
	return ret;
}

/* --- the run ------------------------------------------------------------------------------- */

static void tell_losses(const struct observation *o)
{
	const struct message_sink *messages = &o->session->options->messages;

	for (const struct counts *i = o->session->buffers.counts.first; i; i = i->next)
		if (i->lost)
			message_tell(messages, WASM_BPF_WARNING,
				     "%llu records of '%s' lost because its buffer was full",
				     (unsigned long long)i->lost, i->name);
	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].stream.odd)
			message_tell(
				messages, WASM_BPF_WARNING,
				"%llu records of '%s' were shorter than '%s': what they lack is "
				"shown as 0",
				(unsigned long long)o->readers[i].stream.odd,
				o->readers[i].stream.name, o->readers[i].stream.columns.name);
}

static int load(struct observation *o, struct err *err)
{
	int ret = object_open(o->session, o->file.data, o->file.len, o->name, &o->object, err);

	if (!ret && !bpf_object__btf(o->object->bpf))
		ret = err_set(err, EINVAL, "'%s' has no BTF: compile it with -g", o->name);
	if (!ret)
		ret = set_params(o, err);
	if (!ret)
		ret = plan(o, err);
	if (!ret)
		ret = object_load(o->object, err);
	if (!ret)
		ret = open_readers(o, err);
	return ret ? ret : attach_all(o, err);
}

static int run(void *context, struct session *session, struct err *err)
{
	struct observation *o = context;
	int ret;

	o->session = session;
	log_begin(&session->log);
	ret = load(o, err);
	if (ret < 0)
		session_report(session, err);
	log_end();
	if (ret < 0) { /* it is told */
		err->msg[0] = '\0';
		return ret;
	}
	ret = show_all(o, err);
	tell_losses(o);
	return ret;
}

static void release(struct observation *o)
{
	for (size_t i = 0; i < o->reader_count; i++)
		stream_release(&o->readers[i].stream);
	for (size_t i = 0; i < o->map_count; i++)
		observe_map_release(&o->maps[i]);
	input_release(&o->types);
	elf_release(&o->elf);
	buf_release(&o->file);
}

/* "app" of "dir/app.bpf.o", which the kernel shows as the beginning of the maps' names. */
static const char *object_name(const char *path, char name[static 64])
{
	const char *base = file_base_name(path);
	const size_t len = strcspn(base, ".");

	snprintf(name, 64, "%.*s", (int)len, base);
	return name;
}

int observe(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	    const char *path, const struct observe_options *options, struct err *err)
{
	struct observation *o = calloc(1, sizeof(*o));
	char name[64];
	int status = 1, ret;

	if (!o)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM)), 1;
	o->options = options;
	o->file = (struct buf)BUF_INIT(FILE_MAX);
	o->name = object_name(path, name);
	ret = file_read(path, &o->file, err);
	if (!ret)
		ret = elf_read(&o->elf, o->file.data, o->file.len, err);
	if (!ret && options->types)
		ret = input_read(&o->types, options->types, NULL, 0, err);
	if (!ret)
		ret = sink_open(&o->sink, options->output ? options->output : "table", err);
	if (!ret) {
		o->sink.is_timed = options->is_timed;
		status = native_run(runtime, config, name, run, o, err);
		ret = o->sink.error == EPIPE ? 0 : sink_close(&o->sink, err);
		if (ret && !status)
			status = 1;
	}
	release(o);
	free(o);
	return status;
}
