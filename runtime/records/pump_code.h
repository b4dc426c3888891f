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
 *	"memory"	its own, with no pages at first. See below what goes where
 *	"table"		one function of (i32, i32, i32) -> i32
 *	"pump"		(bytes, context, data, max_size, mask) -> (): hands over the records in
 *			the next `bytes` bytes of the ring, until one is not complete, the
 *			function returned a negative number, or `stop` is PUMP_STOP
 *
 * `mask` is the size of the ring's data minus 1.
 */

/* Where the parts are in its memory, whatever the size of a page: the struct pump_control, the
 * consumer page, and the ring's data, which follows the producer page. */
enum { PUMP_CONTROL = 0, PUMP_POSITION = 1 << 16, PUMP_DATA = 3 << 16 };

struct pump_control {
	uint32_t stop;       /* the host makes it PUMP_STOP, to end the pass after this record */
	uint32_t delivered;  /* records; never reset */
	uint32_t cut;        /* records; never reset */
	int32_t result;      /* of the last call of the function */
	/* PUMP_ROW records of `length` bytes, with their headers, are counted before they are
	 * delivered: so far the ring_mark goes then. */
	uint64_t counted_to;
	uint32_t length;
};

#define PUMP_STOP (1u << 31)
enum { PUMP_ROW = 4 };

/* Adds the module's bytes to `module`. */
void pump_code(struct buf *module);

#endif
