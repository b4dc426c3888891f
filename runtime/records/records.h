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
#include "records/mirror.h"
#include "records/moderation.h"
#include "records/pump.h"
#include "records/source.h"
#include "records/wake.h"

struct buffer;
struct err;
struct interrupt;

/* What the buffers of one guest share. */
struct buffers {
	struct engine_instance *const *instance;  /* the guest's; points to null if there is none */
	struct interrupt *interrupt;
	struct counts_list counts;
	struct mappings mappings;
	struct mirrors mirrors; /* of a run that is recorded */
	bool is_recorded; /* no record passes by the host's functions */
	struct pumps pumps;
	struct records *open;              /* the open buffers, newest first */
	size_t open_count;
	struct wake_rule rule; /* of who runs the guest */
	unsigned int polling;              /* polls under way; each has an address for records */
};

struct records {
	struct buffers *buffers;
	struct source source;
	int32_t handle;           /* the map's, which buffers_wait() stores; 0 once it is closed */
	struct buffer *buffer;    /* null until it is opened */
	struct counts *counts;    /* null until it is opened or mapped */
	struct records *next;     /* the next open one */
	struct pump *pump;        /* or null */
	bool no_pump;             /* do not try to make one */
	struct mapping *mapping;  /* in the guest's memory, or null */
	struct mirror *mirror; /* the same while the run is recorded, or null */
	bool busy;                /* a poll of it is under way */
	bool host_reads; /* see buffers_wait_host() */
	bool perf_frames;         /* frames have a record's CPU and losses */
	uint32_t perf_pages;      /* of a perf buffer, for each CPU; 0: the default */
	struct moderation moderation;
	struct wake wake;         /* when a guest that waits is woken */
};

/* `instance` and `interrupt` must live as long as the buffers. The engine and the cache are for
 * pumps. `rule` may be null. */
void buffers_init(struct buffers *buffers, struct engine_instance *const *instance,
		  struct interrupt *interrupt, struct engine *engine, const struct cache *cache,
		  const struct wake_rule *rule);
void buffers_release(struct buffers *buffers);

/* Makes the records of a map. The text of `source->name` stays the caller's. Null if there is
 * no memory. */
struct records *records_new(struct buffers *buffers, const struct source *source, int32_t handle);

/* Unmaps the buffer, and removes it from what buffers_wait() waits for. A poll that is under
 * way ends after the record at hand. */
void records_close(struct records *records);

/* Closes and frees the records. Null is fine. */
void records_free(struct records *records);

/* Opens the buffer, unless it is open. -EINVAL if the map has no buffer or is not loaded. */
int records_open(struct records *records, struct err *err);

/* One poll: each record is a call of the guest. */
struct poll {
	const struct engine_callback *callback;
	uint32_t context;    /* the callback's first argument */
	uint32_t data;       /* the guest's address of the room for a record */
	void *to;            /* the host's address of that room */
	uint32_t max_size;   /* bytes of that room */
	int32_t timeout_ms;  /* negative: no limit */
};

/*
 * Hands over what is there. If there is nothing, waits for up to `timeout_ms` and tries once
 * more. A negative result of the callback ends the pass. Returns the last callback's result, or
 * 0 if no record came. -EINTR: as interrupt_refuses() says. -EBUSY: this is a callback of the
 * same buffer, or the guest has the buffer mapped.
 */
int records_poll(struct records *records, const struct poll *poll, struct err *err);

/* Opens the buffer, and fills `size` bytes at `to` with frames (batch.h). Returns the number of
 * bytes filled, or a negative errno. */
int records_read(struct records *records, void *to, size_t size, struct err *err);

/* Maps the ring, or an array, over `size` bytes at `at` in the guest's memory. -EINVAL if it
 * cannot be mapped, or not there; -ENOSPC if `size` is too small; -EBUSY; -EOPNOTSUPP for a ring
 * while the run is recorded. */
int records_map(struct records *records, void *at, size_t size, struct err *err);

/* Whether the guest has the map mapped. */
bool records_are_mapped(const struct records *records);

/* Unmaps it, and counts what the guest took. 0, or -ENOMEM: it is still mapped. */
int records_unmap(struct records *records);

/* Changes a setting: enum wasm_bpf_buffer_setting. -EINVAL or -EBUSY. */
int records_set(struct records *records, int what, uint64_t value, struct err *err);

/* Others may read the map's records from now on. */
void records_share(struct records *records);

/* Waits until one of the open buffers has enough records (wake.h), for at most `timeout_ms`
 * (negative: no limit). Stores the handles of up to `max` buffers that have records at
 * `handles`: 4 bytes each, at any alignment. Returns how many have records, or -EINTR. */
int buffers_wait(struct buffers *buffers, void *handles, size_t max, int32_t timeout_ms);

/* The same for buffers with `host_reads`, which the host reads for the guest. What the guest opened
 * for itself, and leaves unread, wakes nobody. */
int buffers_wait_host(struct buffers *buffers, int32_t timeout_ms);

#endif
