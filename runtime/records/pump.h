/* SPDX-License-Identifier: MIT */
/*
 * The fast way for a ring buffer's records: a pump (pump_code.h) has the ring mapped into its
 * memory, and hands the records over in compiled code. It does what ring_consume() and
 * engine_call() do, in a third of the time.
 */
#ifndef RECORDS_PUMP_H
#define RECORDS_PUMP_H

#include <stdint.h>

struct cache;
struct counts;
struct engine;
struct engine_callback;
struct engine_instance;
struct engine_module;
struct interrupt;
struct pump;
struct source;

/* The pumps of one guest. */
struct pumps {
	struct engine *engine;
	const struct cache *cache;   /* of compiled code */
	struct engine_module *code;  /* null until the first pump */
	struct pump *first;          /* all pumps that were made, in use or not */
};

void pumps_init(struct pumps *pumps, struct engine *engine, const struct cache *cache);

/* Frees all pumps. Their maps must be closed. */
void pumps_release(struct pumps *pumps);

/* Makes a pump for a ring buffer, beside the guest. -ENOMEM if there can be no more pumps, or
 * another -errno. */
int pump_open(struct pumps *pumps, struct engine_instance *instance, const struct source *source,
	      struct pump **ret_pump);

/* Takes the ring out of the pump, which can then be used for another ring. Null is fine. */
void pump_close(struct pump *pump);

/* Ends the pass that is under way, after the record at hand. */
void pump_stop(struct pump *pump);

/* Where the records go. */
struct pump_request {
	const struct engine_callback *callback;  /* it must have a result */
	uint32_t context;    /* the callback's first argument */
	uint32_t data;       /* the guest's address of the room for a record */
	uint32_t max_size;   /* bytes of that room */
	const struct interrupt *interrupt;
	struct counts *counts;
	int32_t result;      /* out: the last callback's; -ECANCELED if that did not return */
};

/* Makes one pass, as buffer_consume() does, with a function of the guest. */
void pump_consume(struct pump *pump, struct pump_request *request);

#endif
