// SPDX-License-Identifier: MIT
#include "recording/player.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/difference.h"
#include "recording/playing.h"
#include "recording/wasi.h"
#include "tape/tape_file.h"

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

/* --- imports ------------------------------------------------------------------------ */

static int64_t call(void *host, const uint64_t *args)
{
	const struct played *played = host;
	struct player *player = played->player;
	unsigned int stream = 0;

	if (player->err.code || player->has_stopped)
		return play_stop(player);
	if (!player->session->instance)
		return 0;
	if (played->is_wasi && strcmp(played->name, "fd_write") == 0)
		stream = rules_output(&player->streams, args[0]);
	if (stream)
		return play_output(player, played, args, stream);
	return played->is_wasi ? play_wasi(player, played, args) : play_next(player, played, args);
}

/* The type of an import: of the host or the engine, whose functions rely on it, or as recorded. */
static bool find_type(const struct player *player, const struct engine_import *import,
		      const char *module, const char *name, char type[TAPE_TEXT_MAX + 1])
{
	const struct wasi_function *wasi = wasi_function_find(module, name);

	if (import || wasi)
		snprintf(type, TAPE_TEXT_MAX + 1, "%s", import ? import->type : wasi->type);
	for (size_t i = 0; !import && !wasi && i < player->tape.import_count; i++) {
		const struct tape_import *recorded = &player->tape.imports[i];

		if (!tape_is(recorded->module, module) || !tape_is(recorded->name, name))
			continue;
		memcpy(type, recorded->type.at, recorded->type.len);
		type[recorded->type.len] = '\0';
		return true;
	}
	return import || wasi;
}

const struct engine_import *player_import(struct player *player, const struct engine_import *import,
					  const char *module, const char *name)
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
	struct buf text = BUF_INIT(PLAY_TEXT_MAX);

	if (recorded->len == seen->len &&
	    (!seen->len || memcmp(recorded->data, seen->data, seen->len) == 0))
		return 0;
	difference_lines(&text, recorded->data, recorded->len, seen->data, seen->len);
	err_set(err, EPROTO, "%s, %s", stream ? "stderr" : "stdout", text.data ? text.data : "");
	buf_release(&text);
	return -EPROTO;
}

static int compare_end(struct player *player, const struct wasm_bpf_result *result, struct err *err)
{
	const struct tape_event *end = &player->answers.end;
	struct buf text = BUF_INIT(PLAY_TEXT_MAX);
	struct tape_event event;

	if (play_event(player, &event) && event.kind == TAPE_CALL) {
		difference_recorded(&text, player->tape, &event);
		err_set(err, EPROTO, "call %llu: recorded %s, and now the guest ended",
			(unsigned long long)player->calls + 1, text.data ? text.data : "");
		buf_release(&text);
		return -EPROTO;
	}
	if (player->answers.has_end && end->which < TAPE_STOPPED && result->status != end->result)
		return err_set(err, EPROTO,
			       "after call %llu: recorded exit status %lld, and now "
			       "%d",
			       (unsigned long long)player->calls, (long long)end->result,
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
	if (player->answers.has_end && end->which == TAPE_OVERRULED)
		result->status = (int)end->result;
	return ret;
}
