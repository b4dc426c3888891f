// SPDX-License-Identifier: MIT
#include "observe/observe.h"

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
#include "observe/container.h"
#include "observe/guest.h"
#include "observe/observation.h"
#include "observe/params.h"
#include "observe/printk.h"
#include "observe/sinks.h"
#include "records/records.h"
#include "runtime/native.h"
#include "runtime/runtime.h"
#include "runtime/stats.h"
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

enum { FILE_MAX = 64 << 20 };

static int set_params(struct observation *o, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < o->options->params.count && !ret; i++)
		ret = observe_set_param(o->object->bpf, o->options->params.list[i], err);
	return ret;
}

/* --- the run ------------------------------------------------------------------------------- */

static void tell_gaps(const struct observation *o)
{
	const struct message_sink *messages = &o->session->options->messages;

	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].view.group.dropped)
			message_tell(
				messages, WASM_BPF_WARNING,
				"%llu records of '%s' are in no group: there was no room for more",
				(unsigned long long)o->readers[i].view.group.dropped,
				o->readers[i].view.stream.name);
	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].view.stream.odd)
			message_tell(
				messages, WASM_BPF_WARNING,
				"%llu records of '%s' were shorter than '%s': what they lack is "
				"shown as 0",
				(unsigned long long)o->readers[i].view.stream.odd,
				o->readers[i].view.stream.name,
				o->readers[i].view.stream.columns.name);
}

static void take_printk(void *context, const void *record)
{
	struct observation *o = context;

	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].source == READER_PRINTK && !observation_is_enough(o))
			observation_take(o, &o->readers[i], record,
					 o->readers[i].view.stream.columns.size);
}

static int open_readers(struct observation *o, struct err *err)
{
	int ret = 0;

	for (size_t i = 0; i < o->reader_count && !ret; i++) {
		struct reader *reader = &o->readers[i];
		struct map *map;

		if (reader->source == READER_PRINTK)
			ret = printk_open(o->printk, take_printk, o, err);
		if (reader->source != READER_BUFFER)
			continue;
		ret = object_map(o->object, reader->view.stream.name, &map, err);
		reader->records = ret ? NULL : map_records(map, o->session, err);
		if (!ret)
			ret = reader->records ? records_open(reader->records, err) : -ENOMEM;
		if (!ret)
			reader->records->host_reads = true;
	}
	return ret;
}

int observation_load(struct observation *o, struct err *err)
{
	int ret;

	if (o->is_loaded)
		return 0;
	ret = observation_choose(o, err);
	if (!ret)
		ret = observation_size_maps(o, err);
	if (!ret)
		ret = object_load(o->object, err);
	if (!ret && o->filters_containers)
		observe_container_refresh(o);
	if (!ret)
		ret = open_readers(o, err);
	o->is_loaded = !ret;
	return ret;
}

static int load(struct observation *o, struct err *err)
{
	int ret = object_open(o->session, o->file.data, o->file.len, o->name, &o->object, err);

	o->source.bpf = ret ? NULL : o->object->bpf;
	if (!ret && !bpf_object__btf(o->object->bpf))
		ret = err_set(err, EINVAL, "'%s' has no BTF: compile it with -g", o->name);
	if (!ret)
		ret = set_params(o, err);
	if (!ret)
		ret = o->guest ? guest_begin(o, err) : observation_plan(o, err);
	if (!ret)
		ret = observation_load(o, err);
	return ret ? ret : observation_attach(o, err);
}

static int run(void *context, struct session *session, struct err *err)
{
	struct observation *o = context;
	int ret;

	o->session = o->source.session = session;
	o->source.pods = o->options->pods;
	o->lookup = observe_lookup(&o->source);
	log_begin(&session->log);
	ret = load(o, err);
	if (ret < 0 && ret != -ECANCELED)
		session_report(session, err);
	log_end();
	if (ret < 0) { /* it is told */
		err->msg[0] = '\0';
		return ret;
	}
	ret = observation_show(o, err);
	if (o->running)
		ret = guest_finish(o, ret, err);
	tell_gaps(o);
	return ret;
}

static void release(struct observation *o)
{
	for (size_t i = 0; i < o->reader_count; i++) {
		view_release(&o->readers[i].view);
		free(o->readers[i].name);
	}
	for (size_t i = 0; i < o->map_count; i++)
		observe_map_release(&o->maps[i]);
	printk_free(o->printk);
	observe_source_release(&o->source);
	buf_release(&o->filter);
	record_types_release(&o->record_types);
	input_release(&o->types);
	elf_release(&o->elf);
	buf_release(&o->file);
}

static struct observation *begin(const char *name, const struct wasm_bpf_config *config,
				 const struct observe_options *options, struct err *err)
{
	struct observation *o = calloc(1, sizeof(*o));

	if (!o) {
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	o->options = options;
	o->config = config;
	o->file = (struct buf)BUF_INIT(FILE_MAX);
	o->name = name;
	return o;
}

int observe(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
	    const char *path, const char *name, const struct observe_options *options,
	    struct run_stats *stats, struct err *err)
{
	struct observation *o = begin(name, config, options, err);
	int status = 1, ret;

	if (!o)
		return 1;
	ret = file_read(path, &o->file, err);
	if (!ret)
		ret = elf_read(&o->elf, o->file.data, o->file.len, err);
	if (!ret && options->types)
		ret = input_read(&o->types, options->types, NULL, 0, err);
	if (!ret)
		ret = observe_sinks(options, o->sinks, err);
	if (!ret) {
		status = native_run(runtime, config, name, run, o, stats, err);
		ret = sink_error(o->sinks) == EPIPE ? 0 : sink_close(o->sinks, err);
		if (ret && !status)
			status = 1;
	}
	release(o);
	free(o);
	return status;
}

int observe_guest(struct wasm_bpf_runtime *runtime, const struct wasm_bpf_config *config,
		  const struct wasm_bpf_module *guest, const char *name,
		  const struct observe_options *options, struct run_stats *stats,
		  struct wasm_bpf_result *result, struct err *err)
{
	struct observation *o = begin(name, config, options, err);
	int ret;

	*result = (struct wasm_bpf_result){ .status = 1 };
	if (!o)
		return 1;
	o->guest = guest;
	buf_add(&o->file, guest->kept.data, guest->kept.len);
	ret = -o->file.error;
	if (!o->file.len) {
		ret = err_set(err, EINVAL, "'%s' is a component without a BPF object", guest->name);
		err_hint(err, "wasm-bpf bundle puts one into it");
	}
	if (!ret)
		ret = elf_read(&o->elf, o->file.data, o->file.len, err);
	if (!ret) {
		result->status = native_run(runtime, config, name, run, o, stats, err);
		if (stats && o->running)
			stats->whole.host_calls = guest_calls(o);
		guest_result(o, result);
	}
	guest_free(o);
	release(o);
	free(o);
	return result->status;
}
