// SPDX-License-Identifier: MIT
/* The calls that come in the recorded order, with the callbacks in them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/playing.h"
#include "recording/spans.h"
#include "session/emission.h"

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
int play_event(struct player *player, struct tape_event *event)
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
int64_t play_at_end(struct player *player, const struct played *played, const uint64_t *args,
		    const struct tape_event *end)
{
	if (!end) {
		if (!player->err.code)
			err_set(&player->err, EPROTO,
				"the recording ends after call %llu: the process that wrote it was "
				"killed, or could not write",
				(unsigned long long)player->calls - 1);
		return play_stop(player);
	}
	if (end->which == TAPE_STOPPED) {
		player->has_stopped = true;
		return play_stop(player);
	}
	return play_differ_in_call(player, played, args, NULL, NULL);
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
	const struct tape_place place = { .by = TAPE_BY_ARGUMENT,
					  .argument = (uint32_t)params - 3 };
	struct engine_callback callback;
	struct tape_event called;
	int32_t result;
	uint8_t *to;
	char text[64];

	if (params < 4 || find_callback(player, played, args, &callback) < 0) {
		play_differ(player, "a callback", "there is no such function");
		return false;
	}
	spans_find(player->session->instance, &place, args, event->bytes.len, &to);
	if (to)
		memcpy(to, event->bytes.at, event->bytes.len);
	if (engine_call(player->session->instance, &callback, (uint32_t)args[params - 4],
			(uint32_t)args[params - 3], (uint32_t)event->bytes.len, &result) < 0)
		return false;
	if (!play_event(player, &called) || called.kind == TAPE_END)
		return !play_at_end(player, played, args, NULL) && false;
	if (called.kind == TAPE_CALLED && called.result == result)
		return true;
	snprintf(text, sizeof(text), "the callback returned %d", result);
	play_differ(player,
		    called.kind == TAPE_CALLED ? "another result of the callback"
					       : "another call in the callback",
		    text);
	return false;
}

/* What stands between a CALL and its RETURN. */
static int64_t play_call(struct player *player, const struct played *played,
			 const struct tape_event *call, const uint64_t *args)
{
	const struct tape behind = player->tape;
	struct tape_event event;

	while (play_event(player, &event)) {
		switch (event.kind) {
		case TAPE_IN:
			if (!play_same_input(player, played, &event, args))
				return play_differ_in_call(player, played, args, &behind, call);
			break;
		case TAPE_OUT:
			play_put(player, &event, args);
			break;
		case TAPE_MAPPED:
			play_put_mapped(player, played, &event, args);
			break;
		case TAPE_CALLBACK:
			if (!call_back(player, played, args, &event))
				return 0;
			break;
		case TAPE_RETURN:
			return play_answer(player, played, &event, args);
		default:
			return play_at_end(player, played, args,
					   event.kind == TAPE_END ? &event : NULL);
		}
	}
	return play_at_end(player, played, args, NULL);
}

int64_t play_next(struct player *player, const struct played *played, const uint64_t *args)
{
	struct tape_event event;
	const struct tape_import *import;

	player->calls++;
	if (rules_wait(played->name))
		emission_rest(player->session);
	if (!play_event(player, &event))
		return play_at_end(player, played, args, NULL);
	if (event.kind != TAPE_CALL)
		return play_at_end(player, played, args, &event);
	import = &player->tape.imports[event.import];
	if (!tape_is(import->module, played->module) || !tape_is(import->name, played->name) ||
	    !play_same_arguments(played, &event, args))
		return play_differ_in_call(player, played, args, &player->tape, &event);
	return play_call(player, played, &event, args);
}
