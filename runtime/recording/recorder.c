// SPDX-License-Identifier: MIT
#include "recording/recorder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "tape/rules.h"
#include "recording/spans.h"
#include "tape/tape.h"
#include "tape/tape_file.h"
#include "recording/wasi.h"
#include "session/session.h"

enum { FLUSH_SIZE = 64 << 10, FLUSH_AFTER_NS = 100000000, EVENTS_MAX = 1 << 30 };

_Static_assert(TAPE_PARAMS_MAX >= (int)ENGINE_PARAMS_MAX, "each argument has its place");
_Static_assert(TAPE_MESSAGE_MAX == (int)WASM_BPF_NOTE, "each kind of message can be read");

/* An import that is recorded. */
struct recorded {
	struct recorded *next;
	struct engine_import import;
	struct recorder *recorder;
	const struct engine_import *inner;   /* null: the engine's */
	const struct wasi_function *wasi;    /* of the engine's */
	struct tape_bytes type;
	uint32_t number;
	size_t params;
	bool is_known;  /* its IMPORT is written */
	bool waits;
	bool is_wasi;
	char module[TAPE_TEXT_MAX + 1];
	char name[TAPE_TEXT_MAX + 1];
};

struct recorder {
	struct tape_writer *writer;
	struct session *session;
	struct recorded *imports;
	uint32_t import_count;
	struct buf events;
	uint64_t flushed_at;
	struct spans *spans;   /* of the call that is under way, or null */
	unsigned int callbacks; /* that have not returned */
	bool is_cut;           /* one never will: the guest trapped in it */
	struct rules_streams streams;
	struct engine_watcher watcher;
	struct message_sink messages;  /* the user's */
	int error;             /* why the recording is not whole */
};

int recorder_new(struct tape_writer *writer, struct recorder **ret_recorder, struct err *err)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));

	if (!recorder) {
		tape_writer_free(writer, NULL);
		return err_set(err, ENOMEM, "cannot record: %s", strerror(ENOMEM));
	}
	*recorder = (struct recorder){
		.writer = writer,
		.events = BUF_INIT(EVENTS_MAX),
		.streams = RULES_STREAMS,
	};
	*ret_recorder = recorder;
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	if (!recorder)
		return;
	while (recorder->imports) {
		struct recorded *next = recorder->imports->next;

		free(recorder->imports);
		recorder->imports = next;
	}
	tape_writer_free(recorder->writer, NULL);
	buf_release(&recorder->events);
	free(recorder);
}

static void add(struct recorder *recorder, const struct tape_event *event, size_t arg_count)
{
	tape_add(&recorder->events, event, arg_count);
}

static void flush(struct recorder *recorder)
{
	tape_write(recorder->writer, &recorder->events);
	recorder->flushed_at = clock_now();
}

/* --- spans of the guest's memory --------------------------------------------------- */

static void take_span(void *context, uint64_t pointer, uint64_t size, bool writes)
{
	struct recorder *recorder = context;

	if (recorder->spans)
		spans_add(recorder->spans, &recorder->events, (uint32_t)pointer, size, writes);
}

static void take_mapped(void *context, int32_t handle, uint64_t offset, const void *bytes,
			size_t size)
{
	struct recorder *recorder = context;

	add(recorder,
	    &(struct tape_event){ .kind = TAPE_MAPPED,
				  .which = (uint32_t)handle,
				  .offset = offset,
				  .bytes = { bytes, size } },
	    0);
}

static void take_mirrors(struct recorder *recorder)
{
	mirrors_take(&recorder->session->buffers.mirrors, take_mapped, recorder);
}

static void begin_callback(void *context, uint32_t data, uint32_t size)
{
	struct recorder *recorder = context;
	size_t memory;
	const uint8_t *base = engine_memory(recorder->session->instance, &memory);

	recorder->callbacks++;
	take_mirrors(recorder);
	add(recorder,
	    &(struct tape_event){ .kind = TAPE_CALLBACK,
				  .bytes = { (const char *)base + data, size } },
	    0);
}

static void end_callback(void *context, int32_t result)
{
	struct recorder *recorder = context;

	recorder->callbacks--;
	add(recorder, &(struct tape_event){ .kind = TAPE_CALLED, .result = result }, 0);
	mirrors_give(&recorder->session->buffers.mirrors);
}

/* --- calls ------------------------------------------------------------------------- */

static int64_t call_inner(struct recorded *recorded, const uint64_t *args)
{
	struct session *session = recorded->recorder->session;
	int64_t result = 52; /* ENOSYS of WASI */

	if (recorded->inner)
		return recorded->inner->call(
			recorded->inner->host ? recorded->inner->host : session, args);
	wasi_function_spans(recorded->wasi, session, args, &session->spans);
	engine_call_wasi(session->instance, recorded->name, args, &result);
	return result;
}

static void begin_call(struct recorded *recorded, const uint64_t *args)
{
	struct recorder *recorder = recorded->recorder;
	struct tape_event event = { .kind = TAPE_CALL, .import = recorded->number };

	if (!recorded->is_known) {
		add(recorder,
		    &(struct tape_event){
			    .kind = TAPE_IMPORT,
			    .module = { recorded->module, strlen(recorded->module) },
			    .name = { recorded->name, strlen(recorded->name) },
			    .type = recorded->type,
		    },
		    0);
		recorded->number = event.import = recorder->import_count++;
		recorded->is_known = true;
	}
	memcpy(event.args, args, recorded->params * sizeof(*args));
	add(recorder, &event, recorded->params);
}

static void end_call(struct recorder *recorder, struct spans *spans, int64_t result)
{
	struct session *session = recorder->session;
	struct tape_event event = { .kind = TAPE_RETURN, .result = result };

	spans_end(spans, recorder->is_cut ? NULL : &recorder->events, result);
	if (recorder->is_cut)
		return;
	take_mirrors(recorder);
	if (engine_is_stopped(session->instance)) {
		event.stops = true;
		event.status = (uint32_t)session->exit_status & 0xff;
	}
	add(recorder, &event, 0);
}

static int64_t record_call(struct recorded *recorded, const uint64_t *args)
{
	struct recorder *recorder = recorded->recorder;
	const unsigned int callbacks = recorder->callbacks;
	struct spans spans, *outer = recorder->spans;
	int64_t result;

	/* Of a module's start function the host does not know the memory. */
	if (!recorder->session->instance)
		return call_inner(recorded, args);
	begin_call(recorded, args);
	spans_begin(&spans, recorder->session->instance, recorded->type, args);
	recorder->spans = &spans;
	result = call_inner(recorded, args);
	recorder->spans = outer;
	recorder->is_cut |= recorder->callbacks != callbacks;
	if (spans.is_cut)
		recorder->error = E2BIG;
	end_call(recorder, &spans, result);
	return result;
}

static void add_output(void *context, const void *bytes, size_t size)
{
	buf_add(context, bytes, size);
}

/* What went out is no answer, as long as it did: a replay writes it, too. */
static int64_t record_output(struct recorded *recorded, const uint64_t *args, unsigned int stream)
{
	struct recorder *recorder = recorded->recorder;
	struct session *session = recorder->session;
	struct buf bytes = BUF_INIT(EVENTS_MAX);
	const struct span_taker spans = session->spans;
	size_t memory;
	uint32_t written = 0;
	int64_t result;

	wasi_parts(session, args[1], (uint32_t)args[2], UINT32_MAX, add_output, &bytes);
	session->spans.take = NULL;
	result = recorded->inner ? call_inner(recorded, args) : 52;
	if (!recorded->inner)
		engine_call_wasi(session->instance, recorded->name, args, &result);
	session->spans = spans;
	if (result == 0) {
		memcpy(&written, engine_memory(session->instance, &memory) + (uint32_t)args[3],
		       sizeof(written));
		add(recorder,
		    &(struct tape_event){
			    .kind = TAPE_OUTPUT,
			    .which = stream,
			    .bytes = { bytes.data, written < bytes.len ? written : bytes.len } },
		    0);
	} else {
		begin_call(recorded, args);
		add(recorder, &(struct tape_event){ .kind = TAPE_RETURN, .result = result }, 0);
	}
	if (bytes.error)
		recorder->error = bytes.error;
	buf_release(&bytes);
	return result;
}

static int64_t call(void *host, const uint64_t *args)
{
	struct recorded *recorded = host;
	struct recorder *recorder = recorded->recorder;
	struct mirrors *mirrors = &recorder->session->buffers.mirrors;
	unsigned int stream = 0;
	int64_t result;

	if (recorded->is_wasi && strcmp(recorded->name, "fd_write") == 0)
		stream = rules_output(&recorder->streams, args[0]);
	mirrors_give(mirrors);
	if ((recorded->waits && recorder->events.len) || recorder->events.len > FLUSH_SIZE ||
	    clock_now() - recorder->flushed_at > FLUSH_AFTER_NS)
		flush(recorder);
	if (stream && recorder->session->instance)
		return record_output(recorded, args, stream);
	result = record_call(recorded, args);
	if (recorded->is_wasi && result == 0)
		rules_move_stream(&recorder->streams, recorded->name, args);
	return result;
}

const struct engine_import *recorder_import(struct recorder *recorder,
					    const struct engine_import *import, const char *module,
					    const char *name)
{
	const struct wasi_function *wasi = wasi_function_find(module, name);
	struct recorded *recorded;

	if (rules_pass(module, name) || (!import && !wasi))
		return import;
	recorded = calloc(1, sizeof(*recorded));
	if (!recorded || strlen(module) > TAPE_TEXT_MAX || strlen(name) > TAPE_TEXT_MAX) {
		free(recorded);
		return NULL;
	}
	recorded->next = recorder->imports;
	recorder->imports = recorded;
	recorded->recorder = recorder;
	recorded->inner = import;
	recorded->wasi = wasi;
	recorded->waits = rules_wait(name);
	recorded->is_wasi = strcmp(module, wasi_module) == 0;
	strcpy(recorded->module, module);
	strcpy(recorded->name, name);
	recorded->import = (struct engine_import){
		recorded->module, recorded->name, import ? import->type : wasi->type, call,
		recorded,
	};
	recorded->type = (struct tape_bytes){ recorded->import.type,
					      strlen(recorded->import.type) };
	recorded->params = tape_params(recorded->type);
	return &recorded->import;
}

/* --- the run ----------------------------------------------------------------------- */

void recorder_begin(struct recorder *recorder, struct session *session,
		    const struct tape_head *head)
{
	recorder->session = session;
	session->spans = (struct span_taker){ take_span, recorder };
	tape_add_head(&recorder->events, head);
	flush(recorder);
}

void recorder_watch(struct recorder *recorder)
{
	recorder->watcher = (struct engine_watcher){ begin_callback, end_callback, recorder };
	engine_watch(recorder->session->instance, &recorder->watcher);
}

static void tell(void *context, enum wasm_bpf_message_kind kind, const char *text)
{
	struct recorder *recorder = context;

	if (recorder->session && kind != WASM_BPF_PROGRESS && strlen(text) < TAPE_STRINGS_MAX)
		add(recorder,
		    &(struct tape_event){ .kind = TAPE_MESSAGE,
					  .which = (uint32_t)kind,
					  .bytes = { text, strlen(text) } },
		    0);
	recorder->messages.tell(recorder->messages.context, kind, text);
}

void recorder_sink(struct recorder *recorder, struct message_sink *sink)
{
	recorder->messages = *sink;
	*sink = (struct message_sink){ tell, recorder };
}

int recorder_end(struct recorder *recorder, const struct wasm_bpf_result *result, bool is_overruled,
		 struct err *err)
{
	static const enum tape_end ends[] = {
		[WASM_BPF_EXITED] = TAPE_EXITED,
		[WASM_BPF_TRAPPED] = TAPE_TRAPPED,
		[WASM_BPF_STOPPED] = TAPE_STOPPED,
	};
	int ret;

	add(recorder,
	    &(struct tape_event){ .kind = TAPE_END,
				  .which = is_overruled ? TAPE_OVERRULED : ends[result->end],
				  .result = result->status,
				  .bytes = { result->message, strlen(result->message) } },
	    0);
	flush(recorder);
	recorder->session = NULL;
	ret = tape_writer_free(recorder->writer, err);
	recorder->writer = NULL;
	if (!ret && recorder->error)
		ret = err_set(err, recorder->error, "the recording is not whole: %s",
			      strerror(recorder->error));
	return ret;
}
