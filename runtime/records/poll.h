/* SPDX-License-Identifier: MIT */
/* One poll of a guest: the records of a buffer, each to a function of the guest. */
#ifndef RECORDS_POLL_H
#define RECORDS_POLL_H

#include <stdint.h>

#include "engine/engine.h"

struct counts;
struct err;
struct map;
struct session;

struct poll {
	struct session *session;
	struct engine_callback callback;
	uint32_t context;  /* the guest's, passed on */
	uint32_t data;     /* the guest's address of */
	void *to;          /* `max_size` bytes for a record */
	uint32_t max_size;
	int32_t timeout_ms;
	int32_t result;    /* the last callback's */
	const struct map *map;
	struct counts *counts;
};

/* Opens a map's buffer, unless it is open; its counts are from then on the session's. */
int poll_open(struct session *session, struct map *map, struct err *err);

/*
 * Hands over what is there; where nothing is, waits for up to `timeout_ms` (negative:
 * for as long as it takes) and tries once more. The last callback's result, a negative
 * one having ended the pass; 0 where no record came; -EINTR once after an interrupt,
 * and ever after where it would wait; -EBUSY in a callback of the same buffer, and while the guest
 * has it mapped.
 */
int poll_map(struct poll *poll, struct map *map, struct err *err);

#endif
