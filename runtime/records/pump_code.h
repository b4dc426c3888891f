/* SPDX-License-Identifier: MIT */
/*
 * A module of our own between a ring buffer and a guest. It walks the ring, which is mapped
 * into its memory, copies each record into the guest's memory, and calls the guest's
 * function. All of this is compiled code.
 */
#ifndef RECORDS_PUMP_CODE_H
#define RECORDS_PUMP_CODE_H

#include <stdint.h>

struct buf;

/*
 * The module imports the guest's memory as "guest"."memory", and exports
 *
 *	"memory"	its own, with no pages at first. From address 0 on: the consumer page,
 *			the producer page and the data of a ring, then a struct pump_control
 *	"table"		one function of (i32, i32, i32) -> i32
 *	"pump"		(bytes, context, data, max_size, ring, mask, control) -> (): hands
 *			over the records in the next `bytes` bytes of the ring, until one
 *			is not complete, the function returned a negative number, or `stop`
 *			is set
 *
 * `ring` is where the ring's data begins, `mask` is its size minus 1.
 */
struct pump_control {
	uint32_t stop;       /* the host sets it, to end the pass after this record */
	uint32_t delivered;  /* records; never reset */
	uint32_t cut;        /* records; never reset */
	int32_t result;      /* of the last call of the function */
};

/* Adds the module's bytes to `module`. */
void pump_code(struct buf *module);

#endif
