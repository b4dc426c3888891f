/* SPDX-License-Identifier: MIT */
/*
 * A module of our own that stands between a ring buffer and a guest: it walks the ring,
 * which is mapped into its memory, copies each record into the guest's memory and calls
 * the guest's function, without leaving compiled code in between.
 */
#ifndef RECORDS_PUMP_CODE_H
#define RECORDS_PUMP_CODE_H

#include <stdint.h>

struct buf;

/*
 * The module imports the guest's memory as "guest"."memory", and exports
 *
 *	"memory"	its own, of no pages at first: from address 0 on the consumer page,
 *			the producer page and the data of a ring, then a struct pump_control
 *	"table"		one function of (i32, i32, i32) -> i32
 *	"pump"		(limit, context, data, max_size, page, mask, control) -> (): hands
 *			over records until there is none, `limit` of them were handed over,
 *			the function returned a negative number, or `stop` is set
 *
 * `page` is the size of a page, `mask` that of the ring less 1.
 */
struct pump_control {
	uint32_t stop;       /* set by the host, to end it after this record */
	uint32_t delivered;  /* counted, never reset, as is */
	uint32_t cut;
	int32_t result;      /* the function's last */
};

/* Adds the module's bytes. */
void pump_code(struct buf *module);

#endif
