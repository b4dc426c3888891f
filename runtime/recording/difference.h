/* SPDX-License-Identifier: MIT */
/* How a call that goes another way is shown. */
#ifndef RECORDING_DIFFERENCE_H
#define RECORDING_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "tape/tape.h"

struct buf;
struct engine_instance;

/* Adds a recorded call, as `map_find(1, "events")`. The tape stands behind its CALL. */
void difference_recorded(struct buf *to, struct tape tape, const struct tape_event *call);

/* Adds a call that the guest makes. `like`, which may be null, is the tape behind the CALL that was
 * expected, if that is of the same function: it tells what pointers point to. */
void difference_seen(struct buf *to, struct engine_instance *instance, const char *name,
		     struct tape_bytes type, const uint64_t *args, const struct tape *like);

/* Adds the first line in which two texts differ: `line 3: recorded "a", now "b"`. */
void difference_lines(struct buf *to, const char *recorded, size_t recorded_size, const char *seen,
		      size_t seen_size);

#endif
