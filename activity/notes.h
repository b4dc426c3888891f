/* SPDX-License-Identifier: MIT */
/*
 * Where notes are: /run/wasm-bpf/ps for root, $XDG_RUNTIME_DIR/wasm-bpf/ps for others; a file for
 * each process, of its number. Only their owner can look into these folders.
 */
#ifndef ACTIVITY_NOTES_H
#define ACTIVITY_NOTES_H

#include <stdbool.h>
#include <sys/types.h>

#include "activity/note.h"

/* A folder that is kept open: it is reached after the process is confined, too. */
struct notes {
	int dir; /* or -1: there is no place for notes, and none are written */
};

struct notes notes_open(void);
/* Replaces this process's note, whole. What fails is nobody's error. */
void notes_write(const struct notes *notes, const struct note *note);
/* Removes it. */
void notes_close(struct notes *notes);

/* One that was read: by whom, and where it is. */
struct noted {
	struct note note;
	uid_t uid;
	bool is_stale; /* its process is gone, or another one has its number now */
	char path[256];
	int dir; /* the open folder of its last part, */
	char name[16]; /* which is this */
};

typedef void notes_fn(void *context, const struct noted *noted);

/* Hands over the notes of this user; root gets those of all users. What is no note, or not its
 * owner's, is handed over as stale, with nothing but its path. */
void notes_each(notes_fn *take, void *context);

#endif
