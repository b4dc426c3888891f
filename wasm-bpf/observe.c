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
#include "streams/sink.h"
#include "streams/stream.h"
#include "wasm-bpf/observation.h"
#include "wasm-bpf/observe_params.h"

enum {
	FILE_MAX = 64 << 20,
	BATCH_SIZE = 256 << 10,
	TARGET_SIZE = 512,
	SECOND = 1000000000,
};

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

/* Whether records are kept in place of being shown. */
static bool is_kept(const struct observation *o)
{
	return o->options->by || o->options->hist;
}

static bool is_enough(const struct observation *o)
{
	return (o->options->max && o->reader_count && !is_kept(o) && o->shown >= o->options->max) ||
	       o->sink.error;
}

static void take(struct observation *o, struct reader *reader, const struct wasm_bpf_frame *frame,
		 void *room)
{
	const void *record = stream_pass(&reader->stream, frame->data, frame->size, room);

	if (!record)
		return;
	if (o->options->by)
		group_take(&reader->group, record);
	else if (o->options->hist)
		hist_take(&reader->hist, record);
	else
		sink_put(&o->sink, &reader->stream, record);
	o->shown++;
}

/* The frames of a batch. */
static void take_frames(struct observation *o, struct reader *reader, const char *frames,
			size_t len, void *room)
{
	for (size_t at = 0; at + sizeof(struct wasm_bpf_frame) <= len && !is_enough(o);) {
		const struct wasm_bpf_frame *frame = (const void *)(frames + at);

		take(o, reader, frame, room);
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

static void show_kept(struct observation *o, struct reader *reader)
{
	const char *sort = o->options->sort;
	const bool is_descending = sort && *sort == '-';
	const struct column *column = sort ? columns_find(&reader->group.shown.columns,
							  sort + is_descending)
					   : NULL;

	o->sink.last = NULL;
	if (o->options->by)
		group_show(&reader->group, column, is_descending, o->options->max, &o->sink);
	else
		hist_show(&reader->hist, &o->sink);
}

/* All that is kept and not shown as it comes. */
static int show_tables(struct observation *o, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; is_kept(o) && i < o->reader_count; i++)
		show_kept(o, &o->readers[i]);
	o->sink.last = NULL; /* each time with its heading */
	for (size_t i = 0; i < o->map_count && !ret; i++)
		ret = observe_map_show(&o->maps[i], &o->sink, err);
	return ret;
}

/* Milliseconds to wait for records. */
static int32_t wait_time(const struct observation *o)
{
	const uint64_t now = clock_now();

	if (!o->next_show)
		return -1;
	return o->next_show > now ? (int32_t)((o->next_show - now) / 1000000 + 1) : 0;
}

static int wait_and_show(struct observation *o, char *batch, void *room, struct err *err)
{
	const uint64_t interval = (uint64_t)(o->options->interval * SECOND);
	int32_t handles[OBSERVATION_BUFFERS_MAX];
	int ret = 0;

	if ((o->map_count || is_kept(o)) && interval)
		o->next_show = clock_now() + interval;
	while (!ret && !is_enough(o) && !interrupt_is_raised(&o->session->interrupt)) {
		buffers_wait(&o->session->buffers, handles, OBSERVATION_BUFFERS_MAX, wait_time(o));
		ret = read_all(o, batch, room, err);
		if (!ret && o->next_show && clock_now() >= o->next_show) {
			ret = show_tables(o, err);
			o->next_show += interval;
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
	char *batch = malloc(BATCH_SIZE), *room = calloc(1, OBSERVATION_RECORD_MAX);
	int ret = batch && room ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	if (!ret)
		ret = run_iterators(o, err);
	if (!ret && (o->reader_count || o->is_attached))
		ret = wait_and_show(o, batch, room, err);
	if (!ret)
		ret = show_tables(o, err);
	free(batch);
	free(room);
	return ret;
}

/* --- the run ------------------------------------------------------------------------------- */

static void tell_gaps(const struct observation *o)
{
	const struct message_sink *messages = &o->session->options->messages;

	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].group.dropped)
			message_tell(
				messages, WASM_BPF_WARNING,
				"%llu records of '%s' are in no group: there was no room for more",
				(unsigned long long)o->readers[i].group.dropped,
				o->readers[i].stream.name);
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
		ret = observation_plan(o, err);
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
	tell_gaps(o);
	return ret;
}

static void release(struct observation *o)
{
	for (size_t i = 0; i < o->reader_count; i++) {
		stream_release(&o->readers[i].stream);
		group_release(&o->readers[i].group);
	}
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
