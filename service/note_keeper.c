// SPDX-License-Identifier: MIT
#include "service/note_keeper.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "activity/notes.h"
#include "activity/process.h"
#include "base/clock.h"
#include "lib/file.h"
#include "runtime/wasm_bpf.h"
#include "service/verdict.h"

enum { SECOND = 1000000000, PIECE = 64 << 10 };

struct note_keeper {
	struct notes notes;
	struct note note;
	int file; /* whose digest is not known yet, or -1 */
	uint64_t at, before; /* clock_now() of the last note, and its records */
};

struct note_keeper *note_keeper_new(const char *name, const char *file, const char *path)
{
	struct note_keeper *keeper = calloc(1, sizeof(*keeper));
	struct process process;
	struct note *note;
	struct stat st;

	if (!keeper)
		return NULL;
	keeper->notes = notes_open();
	if (keeper->notes.dir < 0 || !process_read(getpid(), &process)) {
		note_keeper_free(keeper);
		return NULL;
	}
	note = &keeper->note;
	note->pid = getpid();
	note->start = process.start;
	note->since = note->written = (uint64_t)time(NULL);
	keeper->at = clock_now();
	strcpy(note->state, "starting");
	note_text(note->name, sizeof(note->name), name);
	note_text(note->file, sizeof(note->file), file);
	keeper->file = file_open_regular(path, &st, NULL); /* what a pipe had is gone */
	notes_write(&keeper->notes, note);
	return keeper;
}

/* It is made with the first note after the guest's start, which does not pay for it. */
static void add_digest(struct note_keeper *keeper)
{
	char digest[SHA256_DIGEST_STRING_LENGTH];
	unsigned char piece[PIECE];
	SHA2_CTX hash;
	ssize_t size;

	SHA256Init(&hash);
	while ((size = read(keeper->file, piece, sizeof(piece))) > 0)
		SHA256Update(&hash, piece, (size_t)size);
	if (size == 0)
		snprintf(keeper->note.digest, sizeof(keeper->note.digest), "sha256:%s",
			 SHA256End(&hash, digest));
	close(keeper->file);
	keeper->file = -1;
}

void note_keeper_take(struct note_keeper *keeper, const struct wasm_bpf_progress *progress,
		      const struct verdict *verdict, uint64_t now)
{
	const char *state = *verdict->ill        ? "unhealthy"
			    : verdict->is_ending ? "stopping"
			    : verdict->is_ready  ? "attached"
						 : "starting";
	struct note *note = keeper ? &keeper->note : NULL;

	if (!keeper || (now - keeper->at < SECOND && strcmp(note->state, state) == 0))
		return;
	if (keeper->file >= 0)
		add_digest(keeper);
	if (now > keeper->at)
		note->rate = (uint64_t)((double)(progress->delivered - keeper->before) * SECOND /
					(double)(now - keeper->at));
	keeper->at = now;
	keeper->before = note->delivered = progress->delivered;
	note->lost = progress->lost;
	note->written = (uint64_t)time(NULL);
	strcpy(note->state, state);
	notes_write(&keeper->notes, note);
}

const char *note_keeper_digest(const struct note_keeper *keeper)
{
	return keeper ? keeper->note.digest : "";
}

void note_keeper_free(struct note_keeper *keeper)
{
	if (!keeper)
		return;
	if (keeper->file > 0)
		close(keeper->file);
	notes_close(&keeper->notes);
	free(keeper);
}
