/* SPDX-License-Identifier: MIT */
/* A typed guest in the place of what shows records. */
#ifndef OBSERVE_GUEST_H
#define OBSERVE_GUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "observe/observation.h"

struct wasm_bpf_result;

/* Once the object is open: starts the guest and runs its `run`, which may load the object and
 * attach programs. -ECANCELED: it ended, and no records are wanted. */
int guest_begin(struct observation *o, struct err *err);

/* Gives it the frames of a buffer. -ECANCELED: it ended. */
int guest_take(struct observation *o, const struct reader *reader, const char *frames, size_t len,
	       struct err *err);

/* Tells it that no more come, unless it ended; `ret` is what the loop over records returned. */
int guest_finish(struct observation *o, int ret, struct err *err);

/* Which programs are attached. */
bool guest_has_attached(const struct observation *o, const char *program);
void guest_attached(struct observation *o, const char *program);

/* How often it called functions of the host. */
uint64_t guest_calls(const struct observation *o);

/* How it ended, if that decides how the run did. */
void guest_result(const struct observation *o, struct wasm_bpf_result *result);
void guest_free(struct observation *o);

#endif
