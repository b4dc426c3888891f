/* SPDX-License-Identifier: MIT */
/* Keeps the note of this run, which `wasm-bpf ps` reads. */
#ifndef SERVICE_NOTE_KEEPER_H
#define SERVICE_NOTE_KEEPER_H

#include <stdint.h>

struct note_keeper;
struct verdict;
struct wasm_bpf_progress;

/* Writes the first note. `name` is the run's short name, `file` what the user called it, and `path`
 * where its bytes are. Call it before the process is confined. Null if there is no place for notes:
 * that is nobody's error. */
struct note_keeper *note_keeper_new(const char *name, const char *file, const char *path);

/* Writes the note anew, at most once a second but for another state; `now` is clock_now(). Null is
 * fine. */
void note_keeper_take(struct note_keeper *keeper, const struct wasm_bpf_progress *progress,
		      const struct verdict *verdict, uint64_t now);

/* The digest of what runs, once it is known; or "". */
const char *note_keeper_digest(const struct note_keeper *keeper);

/* Removes the note. Null is fine. */
void note_keeper_free(struct note_keeper *keeper);

#endif
