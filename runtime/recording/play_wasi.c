// SPDX-License-Identifier: MIT
/* Calls of WASI, which are answered for each function by itself, and what the guest prints. */
#include <stdio.h>
#include <string.h>

#include "recording/playing.h"
#include "recording/wasi.h"
#include "session/emission.h"

enum { WASI_BADF = 8, WASI_NOSYS = 52 };

static bool is_same_call(const struct player *player, const struct played *played,
			 const struct answer *answer, const uint64_t *args)
{
	struct tape tape = player->tape;
	struct tape_event event;

	tape.at = answer->at;
	tape_next(&tape, &event);
	if (!play_same_arguments(played, &event, args))
		return false;
	while (tape_next(&tape, &event) > 0 && event.kind != TAPE_RETURN)
		if (event.kind == TAPE_IN && !play_same_input(player, played, &event, args))
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
		return play_at_end(player, played, args, NULL);
	player->calls++;
	if (player->answers.end.which == TAPE_STOPPED)
		return play_at_end(player, played, args, &player->answers.end);
	return play_differ(player, "none", text);
}

int64_t play_wasi(struct player *player, const struct played *played, const uint64_t *args)
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
			play_put(player, &event, args);
		if (event.kind == TAPE_MAPPED)
			play_put_mapped(player, played, &event, args);
		if (event.kind == TAPE_OUT && event.bytes.len == sizeof(player->time) &&
		    strcmp(played->name, "clock_time_get") == 0)
			memcpy(&player->time, event.bytes.at, sizeof(player->time));
		if (event.kind == TAPE_RETURN)
			return play_answer(player, played, &event, args);
	}
	player->calls++;
	return play_at_end(player, played, args,
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

int64_t play_output(struct player *player, const struct played *played, const uint64_t *args,
		    unsigned int stream)
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
