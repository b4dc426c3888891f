// SPDX-License-Identifier: MIT
/* One call beside the recorded one: whether they are the same, and what its answer is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recording/difference.h"
#include "recording/playing.h"
#include "recording/spans.h"

/* Ends the guest here. */
int64_t play_stop(struct player *player)
{
	engine_stop(player->session->instance);
	return 0;
}

int64_t play_differ(struct player *player, const char *recorded, const char *seen)
{
	if (!player->err.code)
		err_set(&player->err, EPROTO, "call %llu: recorded %s, and now %s",
			(unsigned long long)player->calls, recorded, seen);
	return play_stop(player);
}

/* What was recorded is the call behind whose CALL the tape stands, or null. */
int64_t play_differ_in_call(struct player *player, const struct played *played,
			    const uint64_t *args, const struct tape *tape,
			    const struct tape_event *call)
{
	struct buf recorded = BUF_INIT(PLAY_TEXT_MAX), seen = BUF_INIT(PLAY_TEXT_MAX);
	const bool is_same = call && tape_is(tape->imports[call->import].name, played->name);

	if (call)
		difference_recorded(&recorded, *tape, call);
	difference_seen(&seen, player->session->instance, played->name, played->type, args,
			is_same ? tape : NULL);
	play_differ(player, recorded.data ? recorded.data : "nothing", seen.data ? seen.data : "");
	buf_release(&recorded);
	buf_release(&seen);
	return 0;
}

bool play_same_arguments(const struct played *played, const struct tape_event *call,
			 const uint64_t *args)
{
	const size_t params = tape_params(played->type);

	for (unsigned int i = 0; i < params; i++) {
		const bool is_pointer = played->type.at[i] == 'p';

		if (is_pointer
			    ? !args[i] != !call->args[i]
			    : args[i] != call->args[i] && !rules_ignore_argument(played->name, i))
			return false;
	}
	return true;
}

bool play_same_input(const struct player *player, const struct played *played,
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

void play_put(const struct player *player, const struct tape_event *output, const uint64_t *args)
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

void play_put_mapped(struct player *player, const struct played *played,
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

int64_t play_answer(struct player *player, const struct played *played,
		    const struct tape_event *event, const uint64_t *args)
{
	if (event->stops) {
		player->session->exit_status = (int)event->status;
		play_stop(player);
	}
	keep(player, played, args, event->result);
	return event->result;
}
