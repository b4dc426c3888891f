/* SPDX-License-Identifier: MIT */
/*
 * What a replayed guest emits is shown as it was: its streams are opened for its user, with the BTF
 * of the objects that it opens. The kernel sees none of them.
 */
#ifndef RECORDING_SHOWN_H
#define RECORDING_SHOWN_H

#include <stdint.h>

#include "tape/tape.h"

struct session;
struct shown_item;

struct shown {
	struct shown_item *first;
};

/* A call was answered with `result`. */
void shown_take(struct shown *shown, struct session *session, struct tape_bytes name,
		const uint64_t *args, int64_t result);

void shown_release(struct shown *shown);

#endif
