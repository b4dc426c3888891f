// SPDX-License-Identifier: MIT
#include "recording/player.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "lib/err.h"
#include "tape/answers.h"
#include "recording/difference.h"
#include "tape/rules.h"
#include "recording/shown.h"
#include "recording/spans.h"
#include "tape/tape_file.h"
#include "recording/wasi.h"
#include "session/session.h"

enum { WASI_BADF = 8, WASI_NOSYS = 52, TEXT_MAX = 1 << 12 };

/* An import that the recording answers. */
struct played {
	struct played *next;
	struct engine_import import;
	struct player *player;
	const struct engine_import *inner;  /* the host's fd_write; or null */
	struct tape_bytes type;
	bool is_wasi;
	char module[TAPE_TEXT_MAX + 1];
	char name[TAPE_TEXT_MAX + 1];
	char types[TAPE_TEXT_MAX + 1];
};

/* A map in the guest's memory. */
struct mapped {
	struct mapped *next;
	uint32_t handle;
	uint32_t at;
	uint32_t size;
};

struct player {
	struct buf data;
	bool is_cut;         /* the file ends within a block */
	struct tape tape;    /* at what comes next */
	struct answers answers;
	struct session *session;
	bool is_diff;
	struct played *imports;
	struct shown shown;
	struct mapped *mapped;
	struct rules_streams streams;
	struct buf seen[2];  /* what the guest printed */
	uint64_t calls;
	uint64_t time;       /* the last that a clock gave */
	uint64_t random;
	bool has_stopped;    /* where the recorded run was stopped */
	struct err err;      /* where the guest goes another way, if its code is set */
};

int player_new(const char *path, struct player **ret_player, struct err *err)
{
	struct player *player = calloc(1, sizeof(*player));
	int ret;

	if (!player)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	player->data = (struct buf)BUF_INIT(TAPE_MAX);
	player->seen[0] = player->seen[1] = (struct buf)BUF_INIT(TAPE_MAX);
	player->streams = (struct rules_streams)RULES_STREAMS;
	ret = tape_read(path, &player->data, &player->is_cut, err);
	if (!ret) {
		ret = tape_open(&player->tape, player->data.data ? player->data.data : "",
				player->data.len, err);
		if (!ret)
			ret = answers_collect(&player->answers, player->tape, err);
		if (ret < 0)
			err_prefix(err, "'%s'", path);
	}
	if (ret < 0)
		player_free(player);
	else
		*ret_player = player;
	return ret;
}

void player_free(struct player *player)
{
	if (!player)
		return;
	while (player->imports) {
		struct played *next = player->imports->next;

		free(player->imports);
		player->imports = next;
	}
	while (player->mapped) {
		struct mapped *next = player->mapped->next;

		free(player->mapped);
		player->mapped = next;
	}
	shown_release(&player->shown);
	answers_release(&player->answers);
	tape_release(&player->tape);
	buf_release(&player->seen[0]);
	buf_release(&player->seen[1]);
	buf_release(&player->data);
	free(player);
}

const struct tape_head *player_head(const struct player *player)
{
	return &player->tape.head;
}

void player_begin(struct player *player, struct session *session, bool is_diff)
{
	player->session = session;
	player->is_diff = is_diff;
}

uint64_t player_calls(const struct player *player)
{
	return player->calls;
}

/* --- another way ------------------------------------------------------------------- */

/* Ends the guest here. */
static int64_t stop(struct player *player)
{
	engine_stop(player->session->instance);
	return 0;
}

static int64_t differ(struct player *player, const char *recorded, const char *seen)
{
	if (!player->err.code)
		err_set(&player->err, EPROTO, "call %llu: recorded %s, and now %s",
			(unsigned long long)player->calls, recorded, seen);
	return stop(player);
}

/* What was recorded is the call behind whose CALL the tape stands, or null. */
static int64_t differ_in_call(struct player *player, const struct played *played,
			      const uint64_t *args, const struct tape *tape,
			      const struct tape_event *call)
{
	struct buf recorded = BUF_INIT(TEXT_MAX), seen = BUF_INIT(TEXT_MAX);
	const bool is_same = call && tape_is(tape->imports[call->import].name, played->name);

	if (call)
		difference_recorded(&recorded, *tape, call);
	difference_seen(&seen, player->session->instance, played->name, played->type, args,
			is_same ? tape : NULL);
	differ(player, recorded.data ? recorded.data : "nothing", seen.data ? seen.data : "");
	buf_release(&recorded);
	buf_release(&seen);
	return 0;
}

/* --- answers ----------------------------------------------------------------------- */

static bool same_arguments(const struct played *played, const struct tape_event *call,
			   const uint64_t *args)
{
	const size_t params = tape_params(played->type);

	for (unsigned int i = 0; i < params; i++) {
		const bool is_pointer = played->type.at[i] == 'p';

		if (is_pointer ? !args[i] != !call->args[i]
			       : args[i] != call->args[i] &&
					 !rules_ignore_argument(played->name, i))
			return false;
	}
	return true;
}

static bool same_input(const struct player *player, const struct played *played,
		       const struct tape_event *input, const uint64_t *args)
{
	uint8_t *at;

	if (input->place.by == TAPE_BY_ADDRESS ||
	    rules_ignore_bytes(played->name, input->place.argument))
		return true;
	spans_find(player->session->instance, &input->place, args, input->size, &at);
	if (!at)
		return false;
	/* The addresses in there differ between builds, and what they lead to is compared. */
	if (played->is_wasi && input->place.by == TAPE_BY_ARGUMENT &&
	    (strcmp(played->name, "fd_write") == 0 || strcmp(played->name, "fd_read") == 0 ||
	     strcmp(played->name, "fd_pread") == 0 || strcmp(played->name, "fd_pwrite") == 0))
		return true;
	return input->is_hashed ? tape_hash(at, input->size) == input->hash
				: memcmp(at, input->bytes.at, input->size) == 0;
}

static void put(const struct player *player, const struct tape_event *output, const uint64_t *args)
{
	uint8_t *at;

	spans_find(player->session->instance, &output->place, args, output->bytes.len, &at);
	if (at)
		memcpy(at, output->bytes.at, output->bytes.len);
}

static void zero(const struct player *player, const struct mapped *mapped)
{
	size_t memory;
	uint8_t *base = engine_memory(player->session->instance, &memory);

	if (mapped->at <= memory && mapped->size <= memory - mapped->at)
		memset(base + mapped->at, 0, mapped->size);
}

static struct mapped **find_mapped(struct player *player, uint32_t handle)
{
	struct mapped **link = &player->mapped;

	while (*link && (*link)->handle != handle)
		link = &(*link)->next;
	return link;
}

static struct mapped *map(struct player *player, const uint64_t *args)
{
	struct mapped *mapped = malloc(sizeof(*mapped));

	if (!mapped)
		return NULL;
	*mapped = (struct mapped){ player->mapped, (uint32_t)args[0], (uint32_t)args[1],
				   (uint32_t)args[2] };
	player->mapped = mapped;
	zero(player, mapped);
	return mapped;
}

static void unmap(struct player *player, uint32_t handle)
{
	struct mapped **link = find_mapped(player, handle), *mapped = *link;

	if (!mapped)
		return;
	zero(player, mapped);
	*link = mapped->next;
	free(mapped);
}

static void put_mapped(struct player *player, const struct played *played,
		       const struct tape_event *event, const uint64_t *args)
{
	struct mapped *mapped = *find_mapped(player, event->which);
	size_t memory;
	uint8_t *base = engine_memory(player->session->instance, &memory);

	if (!mapped && strcmp(played->name, "map_mmap") == 0)
		mapped = map(player, args);
	if (mapped && event->offset <= mapped->size &&
	    event->bytes.len <= mapped->size - event->offset && mapped->at <= memory &&
	    mapped->size <= memory - mapped->at)
		memcpy(base + mapped->at + event->offset, event->bytes.at, event->bytes.len);
}

/* After an answer: what the guest has now. */
static void keep(struct player *player, const struct played *played, const uint64_t *args,
		 int64_t result)
{
	if (played->is_wasi && result == 0)
		rules_move_stream(&player->streams, played->name, args);
	if (played->is_wasi)
		return;
	if (strcmp(played->name, "map_mmap") == 0 && result >= 0 &&
	    !*find_mapped(player, (uint32_t)args[0]))
		map(player, args);
	if (strcmp(played->name, "map_munmap") == 0 && result >= 0)
		unmap(player, (uint32_t)args[0]);
	shown_take(&player->shown, player->session,
		   (struct tape_bytes){ played->name, strlen(played->name) }, args, result);
}

static int64_t answer(struct player *player, const struct played *played,
		      const struct tape_event *event, const uint64_t *args)
{
	if (event->stops) {
		player->session->exit_status = (int)event->status;
		stop(player);
	}
	keep(player, played, args, event->result);
	return event->result;
}

/* --- the calls in their order ------------------------------------------------------- */

static void tell(const struct player *player, const struct tape_event *event)
{
	const struct message_sink *sink = &player->session->options->messages;
	char *text = strndup(event->bytes.at, event->bytes.len);

	if (text)
		sink->tell(sink->context, (enum wasm_bpf_message_kind)event->which, text);
	free(text);
}

static void pass_over_call(struct tape *tape)
{
	struct tape_event event;

	while (tape_next(tape, &event) > 0 && event.kind != TAPE_RETURN)
		;
}

/* The next event of the order. 0 at the end, which can be within a call. */
static int next(struct player *player, struct tape_event *event)
{
	struct tape *tape = &player->tape;

	while (tape_next(tape, event) > 0) {
		if (event->kind == TAPE_MESSAGE)
			tell(player, event);
		else if (event->kind == TAPE_CALL &&
			 tape_is(tape->imports[event->import].module, wasi_module))
			pass_over_call(tape);
		else if (event->kind != TAPE_IMPORT && event->kind != TAPE_OUTPUT)
			return 1;
	}
	return 0;
}

/* The recording has no further call. */
static int64_t at_end(struct player *player, const struct played *played, const uint64_t *args,
		      const struct tape_event *end)
{
	if (!end) {
		if (!player->err.code)
			err_set(&player->err, EPROTO, "the recording ends after call %llu: the "
				"process that wrote it was killed",
				(unsigned long long)player->calls - 1);
		return stop(player);
	}
	if (end->which == TAPE_STOPPED) {
		player->has_stopped = true;
		return stop(player);
	}
	return differ_in_call(player, played, args, NULL, NULL);
}

static int find_callback(const struct player *player, const struct played *played,
			 const uint64_t *args, struct engine_callback *ret_callback)
{
	struct engine_instance *instance = player->session->instance;

	if (strcmp(played->name, "wasm_bpf_buffer_poll") != 0)
		return -EINVAL;
	return tape_params(played->type) == 7
		       ? engine_find_callback(instance, (uint32_t)args[2], ret_callback)
		       : engine_find_export(instance, player->session->options->callback_export,
					    ret_callback);
}

/* Gives the guest a record. False if the guest has ended. */
static bool call_back(struct player *player, const struct played *played, const uint64_t *args,
		      const struct tape_event *event)
{
	const size_t params = tape_params(played->type);
	const struct tape_place place = { .by = TAPE_BY_ARGUMENT, .argument = (uint32_t)params - 3 };
	struct engine_callback callback;
	struct tape_event called;
	int32_t result;
	uint8_t *to;
	char text[64];

	if (params < 4 || find_callback(player, played, args, &callback) < 0) {
		differ(player, "a callback", "there is no such function");
		return false;
	}
	spans_find(player->session->instance, &place, args, event->bytes.len, &to);
	if (to)
		memcpy(to, event->bytes.at, event->bytes.len);
	if (engine_call(player->session->instance, &callback, (uint32_t)args[params - 4],
			(uint32_t)args[params - 3], (uint32_t)event->bytes.len, &result) < 0)
		return false;
	if (!next(player, &called) || called.kind == TAPE_END)
		return !at_end(player, played, args, NULL) && false;
	if (called.kind == TAPE_CALLED && called.result == result)
		return true;
	snprintf(text, sizeof(text), "the callback returned %d", result);
	differ(player, called.kind == TAPE_CALLED ? "another result of the callback"
						   : "another call in the callback", text);
	return false;
}

/* What stands between a CALL and its RETURN. */
static int64_t play_call(struct player *player, const struct played *played,
			 const struct tape_event *call, const uint64_t *args)
{
	const struct tape behind = player->tape;
	struct tape_event event;

	while (next(player, &event)) {
		switch (event.kind) {
		case TAPE_IN:
			if (!same_input(player, played, &event, args))
				return differ_in_call(player, played, args, &behind, call);
			break;
		case TAPE_OUT:
			put(player, &event, args);
			break;
		case TAPE_MAPPED:
			put_mapped(player, played, &event, args);
			break;
		case TAPE_CALLBACK:
			if (!call_back(player, played, args, &event))
				return 0;
			break;
		case TAPE_RETURN:
			return answer(player, played, &event, args);
		default:
			return at_end(player, played, args, event.kind == TAPE_END ? &event : NULL);
		}
	}
	return at_end(player, played, args, NULL);
}

static int64_t play_next(struct player *player, const struct played *played, const uint64_t *args)
{
	struct tape_event event;
	const struct tape_import *import;

	player->calls++;
	if (rules_wait(played->name))
		emission_rest(player->session);
	if (!next(player, &event))
		return at_end(player, played, args, NULL);
	if (event.kind != TAPE_CALL)
		return at_end(player, played, args, &event);
	import = &player->tape.imports[event.import];
	if (!tape_is(import->module, played->module) || !tape_is(import->name, played->name) ||
	    !same_arguments(played, &event, args))
		return differ_in_call(player, played, args, &player->tape, &event);
	return play_call(player, played, &event, args);
}

/* --- WASI --------------------------------------------------------------------------- */

static bool is_same_call(const struct player *player, const struct played *played,
			 const struct answer *answer, const uint64_t *args)
{
	struct tape tape = player->tape;
	struct tape_event event;

	tape.at = answer->at;
	tape_next(&tape, &event);
	if (!same_arguments(played, &event, args))
		return false;
	while (tape_next(&tape, &event) > 0 && event.kind != TAPE_RETURN)
		if (event.kind == TAPE_IN && !same_input(player, played, &event, args))
			return false;
	return true;
}

static struct answer_list *find_list(struct player *player, const struct played *played)
{
	for (size_t i = 0; i < player->tape.import_count; i++)
		if (tape_is(player->tape.imports[i].name, played->name) &&
		    tape_is(player->tape.imports[i].module, played->module))
			return &player->answers.imports[i];
	return NULL;
}

/* The next unused answer; another build of the guest may have left some out. */
static struct answer *find_answer(struct player *player, const struct played *played,
				  const uint64_t *args)
{
	struct answer_list *answers = find_list(player, played);

	while (answers && answers->next < answers->count && answers->list[answers->next].is_used)
		answers->next++;
	for (size_t i = answers ? answers->next : 0; answers && i < answers->count; i++) {
		if (!answers->list[i].is_used &&
		    is_same_call(player, played, &answers->list[i], args))
			return &answers->list[i];
		if (!player->is_diff)
			break;
	}
	return NULL;
}

static bool put_bytes(const struct player *player, uint64_t pointer, const void *from, size_t size)
{
	size_t memory;
	uint8_t *base = engine_memory(player->session->instance, &memory);

	if (pointer > memory || size > memory - pointer)
		return false;
	memcpy(base + pointer, from, size);
	return true;
}

/* What another build asks for beyond the recording. */
static int64_t make_up(struct player *player, const struct played *played, const uint64_t *args)
{
	char text[160];

	if (player->is_diff && strcmp(played->name, "clock_time_get") == 0) {
		player->time += 1000000;
		put_bytes(player, (uint32_t)args[2], &player->time, sizeof(player->time));
		return 0;
	}
	if (player->is_diff && strcmp(played->name, "random_get") == 0) {
		for (uint32_t i = 0; i < (uint32_t)args[1]; i++) {
			const uint8_t byte = (uint8_t)(++player->random * 167 >> 3);

			if (!put_bytes(player, (uint64_t)(uint32_t)args[0] + i, &byte, 1))
				break;
		}
		return 0;
	}
	/* Of a standard stream. */
	if (player->is_diff && played->inner && strcmp(played->name, "fd_fdstat_get") == 0)
		return played->inner->call(player->session, args);
	if (player->is_diff && strcmp(played->name, "fd_prestat_get") == 0)
		return WASI_BADF;
	if (player->is_diff && strcmp(played->name, "sched_yield") == 0)
		return 0;
	snprintf(text, sizeof(text), "a call of %s that it does not have", played->name);
	if (!player->answers.has_end)
		return at_end(player, played, args, NULL);
	player->calls++;
	if (player->answers.end.which == TAPE_STOPPED)
		return at_end(player, played, args, &player->answers.end);
	return differ(player, "none", text);
}

static int64_t play_wasi(struct player *player, const struct played *played, const uint64_t *args)
{
	struct answer *found = find_answer(player, played, args);
	struct tape tape = player->tape;
	struct tape_event event;

	if (rules_wait(played->name))
		emission_rest(player->session);
	if (!found)
		return make_up(player, played, args);
	found->is_used = true;
	tape.at = found->at;
	while (tape_next(&tape, &event) > 0) {
		if (event.kind == TAPE_OUT)
			put(player, &event, args);
		if (event.kind == TAPE_OUT && event.bytes.len == sizeof(player->time) &&
		    strcmp(played->name, "clock_time_get") == 0)
			memcpy(&player->time, event.bytes.at, sizeof(player->time));
		if (event.kind == TAPE_RETURN)
			return answer(player, played, &event, args);
	}
	player->calls++;
	return at_end(player, played, args,
		      player->answers.has_end ? &player->answers.end : NULL);
}

static void add_seen(void *context, const void *bytes, size_t size)
{
	buf_add(context, bytes, size);
}

/* A write that failed, at this place of the stream. */
static struct answer *failed_write(struct player *player, const struct played *played,
				   const uint64_t *args, uint64_t position)
{
	struct answer_list *answers = find_list(player, played);

	for (size_t i = 0; answers && i < answers->count; i++) {
		struct answer *at = &answers->list[i];
		struct tape tape = player->tape;
		struct tape_event event;

		tape.at = at->at;
		if (!at->is_used && at->position == position && tape_next(&tape, &event) > 0 &&
		    event.args[0] == args[0])
			return at;
	}
	return NULL;
}

static int64_t play_output(struct player *player, const struct played *played,
			   const uint64_t *args, unsigned int stream)
{
	struct session *session = player->session;
	struct buf *seen = &player->seen[stream - 1];
	struct answer *failed = failed_write(player, played, args, seen->len);
	size_t memory;
	uint32_t written = 0;
	int64_t result = WASI_NOSYS;

	if (failed) {
		struct tape tape = player->tape;
		struct tape_event event;

		failed->is_used = true;
		tape.at = failed->at;
		while (tape_next(&tape, &event) > 0)
			if (event.kind == TAPE_RETURN)
				return event.result;
	}
	if (played->inner)
		result = played->inner->call(session, args);
	else
		engine_call_wasi(session->instance, played->name, args, &result);
	if (result == 0) {
		memcpy(&written, engine_memory(session->instance, &memory) + (uint32_t)args[3],
		       sizeof(written));
		wasi_parts(session, (uint32_t)args[1], (uint32_t)args[2], written, add_seen, seen);
	}
	return result;
}

/* --- imports ------------------------------------------------------------------------ */

static int64_t call(void *host, const uint64_t *args)
{
	const struct played *played = host;
	struct player *player = played->player;
	unsigned int stream = 0;

	if (player->err.code || player->has_stopped)
		return stop(player);
	if (!player->session->instance)
		return 0;
	if (played->is_wasi && strcmp(played->name, "fd_write") == 0)
		stream = rules_output(&player->streams, args[0]);
	if (stream)
		return play_output(player, played, args, stream);
	return played->is_wasi ? play_wasi(player, played, args) : play_next(player, played, args);
}

/* The type of an import: as recorded, or of the host or the engine. */
static bool find_type(const struct player *player, const struct engine_import *import,
		      const char *module, const char *name, char type[TAPE_TEXT_MAX + 1])
{
	const struct wasi_function *wasi = wasi_function_find(module, name);

	for (size_t i = 0; i < player->tape.import_count; i++) {
		const struct tape_import *recorded = &player->tape.imports[i];

		if (!tape_is(recorded->module, module) || !tape_is(recorded->name, name))
			continue;
		memcpy(type, recorded->type.at, recorded->type.len);
		type[recorded->type.len] = '\0';
		return true;
	}
	if (import || wasi)
		snprintf(type, TAPE_TEXT_MAX + 1, "%s", import ? import->type : wasi->type);
	return import || wasi;
}

const struct engine_import *player_import(struct player *player,
					  const struct engine_import *import, const char *module,
					  const char *name)
{
	struct played *played;

	if (rules_pass(module, name))
		return import;
	played = calloc(1, sizeof(*played));
	if (!played || strlen(module) > TAPE_TEXT_MAX || strlen(name) > TAPE_TEXT_MAX ||
	    !find_type(player, import, module, name, played->types)) {
		free(played);
		return NULL;
	}
	played->next = player->imports;
	player->imports = played;
	played->player = player;
	played->inner = import;
	played->is_wasi = strcmp(module, wasi_module) == 0;
	strcpy(played->module, module);
	strcpy(played->name, name);
	played->type = (struct tape_bytes){ played->types, strlen(played->types) };
	played->import = (struct engine_import){ played->module, played->name, played->types, call,
						 played };
	return &played->import;
}

/* --- the end ------------------------------------------------------------------------ */

static int compare_output(const struct player *player, int stream, struct err *err)
{
	const struct buf *recorded = &player->answers.output[stream];
	const struct buf *seen = &player->seen[stream];
	struct buf text = BUF_INIT(TEXT_MAX);

	if (recorded->len == seen->len &&
	    (!seen->len || memcmp(recorded->data, seen->data, seen->len) == 0))
		return 0;
	difference_lines(&text, recorded->data, recorded->len, seen->data, seen->len);
	err_set(err, EPROTO, "%s, %s", stream ? "stderr" : "stdout", text.data ? text.data : "");
	buf_release(&text);
	return -EPROTO;
}

static int compare_end(struct player *player, const struct wasm_bpf_result *result,
		       struct err *err)
{
	const struct tape_event *end = &player->answers.end;
	struct buf text = BUF_INIT(TEXT_MAX);
	struct tape_event event;

	if (next(player, &event) && event.kind == TAPE_CALL) {
		difference_recorded(&text, player->tape, &event);
		err_set(err, EPROTO, "call %llu: recorded %s, and now the guest ended",
			(unsigned long long)player->calls + 1, text.data ? text.data : "");
		buf_release(&text);
		return -EPROTO;
	}
	if (player->answers.has_end && end->which != TAPE_STOPPED && result->status != end->result)
		return err_set(err, EPROTO, "after call %llu: recorded exit status %lld, and now "
			       "%d", (unsigned long long)player->calls, (long long)end->result,
			       result->status);
	return 0;
}

int player_end(struct player *player, int ret, struct wasm_bpf_result *result, struct err *err)
{
	const struct tape_event *end = &player->answers.end;

	if (player->err.code) {
		*err = player->err;
		return -err->code;
	}
	if (ret < 0)
		return ret;
	if (player->has_stopped) {
		result->end = WASM_BPF_STOPPED;
		result->status = (int)end->result;
	}
	/* A guest that its user stops goes no other way. */
	if (result->signal || result->timed_out)
		return 0;
	if (!player->has_stopped)
		ret = compare_end(player, result, err);
	for (int i = 0; i < 2 && !ret && player->is_diff; i++)
		ret = compare_output(player, i, err);
	return ret;
}
