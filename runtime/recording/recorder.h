/* SPDX-License-Identifier: MIT */
/*
 * Records a run: stands between the guest and the host's functions, and writes what each call was
 * given and answered. A run that is not recorded has no recorder, and its calls pass by nothing of
 * this.
 */
#ifndef RECORDING_RECORDER_H
#define RECORDING_RECORDER_H

#include "runtime/wasm_bpf.h"

struct engine_import;
struct err;
struct message_sink;
struct recorder;
struct session;
struct tape_head;
struct tape_writer;

/* Takes over the writer, even on failure. -ENOMEM. */
int recorder_new(struct tape_writer *writer, struct recorder **ret_recorder, struct err *err);

/* Begins with the head, before the instance is made. The session stays the caller's. */
void recorder_begin(struct recorder *recorder, struct session *session,
		    const struct tape_head *head);

/* The instance exists: from now on its callbacks are recorded. */
void recorder_watch(struct recorder *recorder);

/* What stands before an import, or the import itself if it is not recorded. `import` is the
 * host's, or null if it is the engine's. Null if there is no memory, or if nobody has it. */
const struct engine_import *recorder_import(struct recorder *recorder,
					    const struct engine_import *import, const char *module,
					    const char *name);

/* Records what the host tells its user: puts the recorder before where messages go. */
void recorder_sink(struct recorder *recorder, struct message_sink *sink);

/* Ends the recording. `is_overruled`: the guest ended by itself, and the result's status is not its
 * own. -errno if it is not whole, with the reason. */
int recorder_end(struct recorder *recorder, const struct wasm_bpf_result *result, bool is_overruled,
		 struct err *err);

/* Null is fine. */
void recorder_free(struct recorder *recorder);

#endif
