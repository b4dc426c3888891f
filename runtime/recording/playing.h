/* SPDX-License-Identifier: MIT */
/* What the files of the player share. Nobody else includes it. */
#ifndef RECORDING_PLAYING_H
#define RECORDING_PLAYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "recording/player.h"
#include "recording/shown.h"
#include "session/session.h"
#include "tape/answers.h"
#include "tape/rules.h"
#include "tape/tape.h"

enum { PLAY_TEXT_MAX = 1 << 12 };

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

/* Ends the guest here. The result of the call, which nobody sees. */
int64_t play_stop(struct player *player);

/* The guest goes another way: keeps the first reason, and ends it. */
int64_t play_differ(struct player *player, const char *recorded, const char *seen);

/* The same, of a call. What was recorded is the call behind whose CALL the tape stands, or null. */
int64_t play_differ_in_call(struct player *player, const struct played *played,
			    const uint64_t *args, const struct tape *tape,
			    const struct tape_event *call);

/* The recording has no further call: `end` is its END, or null if it ends early. */
int64_t play_at_end(struct player *player, const struct played *played, const uint64_t *args,
		    const struct tape_event *end);

/* Whether a call has the recorded arguments, and they point to the recorded bytes. */
bool play_same_arguments(const struct played *played, const struct tape_event *call,
			 const uint64_t *args);
bool play_same_input(const struct player *player, const struct played *played,
		     const struct tape_event *input, const uint64_t *args);

/* Writes what the host wrote into the guest's memory. */
void play_put(const struct player *player, const struct tape_event *output, const uint64_t *args);

/* What the changes of a map were. */
void play_put_mapped(struct player *player, const struct played *played,
		     const struct tape_event *event, const uint64_t *args);

/* Ends a call as its RETURN says. */
int64_t play_answer(struct player *player, const struct played *played,
		    const struct tape_event *event, const uint64_t *args);

/* The next event of the order, without WASI's calls. 0 at the end, which can be within a call. */
int play_event(struct player *player, struct tape_event *event);

/* Answer a call: one of the order, of WASI, and a write to stdout or stderr. */
int64_t play_next(struct player *player, const struct played *played, const uint64_t *args);
int64_t play_wasi(struct player *player, const struct played *played, const uint64_t *args);
int64_t play_output(struct player *player, const struct played *played, const uint64_t *args,
		    unsigned int stream);

#endif
