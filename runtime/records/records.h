/* SPDX-License-Identifier: MIT */
/*
 * The records of one map, and the ways in which a guest gets them: a call for each, many in
 * one copy, or the ring itself in the guest's memory.
 */
#ifndef RECORDS_RECORDS_H
#define RECORDS_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "records/counts.h"
#include "records/mapping.h"
#include "records/pump.h"
#include "records/source.h"
#include "records/wake.h"

struct buffer;
struct err;
struct interrupt;

/* What the buffers of one guest share. */
struct buffers {
	struct engine_instance *const *instance;  /* the guest's, null while there is none */
	struct interrupt *interrupt;
	struct counts_list counts;
	struct mappings mappings;
	struct pumps pumps;
	struct records *open;              /* newest first */
	size_t open_count;
	unsigned int polling;              /* polls under way, each with an address for records */
};

struct records {
	struct buffers *buffers;
	struct source source;
	int32_t handle;           /* the map's, for whoever waits; 0 once it is closed */
	struct buffer *buffer;    /* null until it is opened, as are */
	struct counts *counts;
	struct records *next;     /* of those that are open */
	struct pump *pump;        /* null where none is worth it, or could be had */
	bool no_pump;
	struct mapping *mapping;  /* in the guest's memory, or null */
	bool busy;                /* a poll of it is under way */
	bool perf_frames;         /* batches tell a record's CPU and losses */
	uint32_t perf_pages;      /* a CPU that a perf buffer gets; 0: as many as usual */
	struct wake wake;         /* when a guest that waits is woken */
};

/* `instance` and `interrupt` are used for as long as the buffers live; the engine and cache
 * are for pumps. */
void buffers_init(struct buffers *buffers, struct engine_instance *const *instance,
		  struct interrupt *interrupt, struct engine *engine, const struct cache *cache);
void buffers_release(struct buffers *buffers);

/* Records of a map; the text of `source->name` stays the caller's. Null without memory. */
struct records *records_new(struct buffers *buffers, const struct source *source, int32_t handle);

/* Takes it out of the guest's memory and out of what is waited for, and ends a poll that is
 * under way after the record at hand. */
void records_close(struct records *records);

/* Closes and frees it. Null is fine. */
void records_free(struct records *records);

/* Opens the buffer, unless it is open. -EINVAL where the map has none or is not loaded. */
int records_open(struct records *records, struct err *err);

/* One poll: each record is a call of the guest. */
struct poll {
	const struct engine_callback *callback;
	uint32_t context;    /* the guest's, passed on */
	uint32_t data;       /* the guest's address of */
	void *to;            /* `max_size` bytes for a record */
	uint32_t max_size;
	int32_t timeout_ms;
};

/*
 * Hands over what is there; where nothing is, waits for up to `timeout_ms` (negative:
 * for as long as it takes) and tries once more. The last callback's result, a negative
 * one having ended the pass; 0 where no record came; -EINTR once after an interrupt,
 * and ever after where it would wait; -EBUSY in a callback of the same buffer, and while the
 * guest has it mapped.
 */
int records_poll(struct records *records, const struct poll *poll, struct err *err);

/* Fills `size` bytes at `to` with frames, see batch.h; opens the buffer. How many bytes. */
int records_read(struct records *records, void *to, size_t size, struct err *err);

/* Maps the ring, or an array, over `size` bytes at `at` in the guest's memory. -EINVAL where it
 * cannot be mapped, or not there; -ENOSPC, -EBUSY. */
int records_map(struct records *records, void *at, size_t size, struct err *err);

/* Takes it out again, and counts what was taken. 0 or -ENOMEM: it is still there. */
int records_unmap(struct records *records);

/* What can be set: wake-ups, and a perf buffer's pages and frames. The numbers are the ABI's. */
int records_set(struct records *records, int what, uint64_t value, struct err *err);

/* Waits until one of the open buffers is worth it, see wake.h, for at most `timeout_ms`
 * (negative: no limit). How many are; stores the handles of up to `max` of them at `handles`,
 * 4 bytes each, at any alignment. */
int buffers_wait(struct buffers *buffers, void *handles, size_t max, int32_t timeout_ms);

#endif
