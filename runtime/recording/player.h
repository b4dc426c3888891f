/* SPDX-License-Identifier: MIT */
/*
 * Replays a run: answers what the guest imports out of a recording. Nothing of the host is asked,
 * so it needs no rights and no kernel. What the guest writes to its streams, and the records that
 * it emits, really go out.
 *
 * Calls of WASI are answered for each function by itself, in the order of the recording, because
 * another build of a guest may ask for the time at another place. All other calls must come in the
 * recorded order, with the recorded arguments.
 */
#ifndef RECORDING_PLAYER_H
#define RECORDING_PLAYER_H

#include <stdbool.h>

#include "lib/buf.h"
#include "tape/tape.h"

struct engine_import;
struct err;
struct player;
struct session;
struct wasm_bpf_result;

/* Reads a recording. -errno, with the reason. */
int player_new(const char *path, struct player **ret_player, struct err *err);
void player_free(struct player *player);

/* The head, which lives as long as the player. */
const struct tape_head *player_head(const struct player *player);

/* Begins. `is_diff`: outputs are compared, too. */
void player_begin(struct player *player, struct session *session, bool is_diff);

/* What answers an import. `import` is the host's, or null. Null if there is none. */
const struct engine_import *player_import(struct player *player, const struct engine_import *import,
					  const char *module, const char *name);

/* Ends. Gives the run's end where the recording decided it. -EPROTO if the guest went another way
 * than the recording, or the recording ends early; the message says where. `ret` is what running
 * the instance returned, and is passed on. */
int player_end(struct player *player, int ret, struct wasm_bpf_result *result, struct err *err);

/* How many calls were answered, but for those of WASI. */
uint64_t player_calls(const struct player *player);

#endif
