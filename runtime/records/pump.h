/* SPDX-License-Identifier: MIT */
/*
 * The fast way of a ring buffer's records: a pump (pump_code.h) has the ring mapped into
 * its memory, and hands the records over in compiled code. It means what ring_consume()
 * and engine_call() do, in a third of the time.
 */
#ifndef RECORDS_PUMP_H
#define RECORDS_PUMP_H

#include <stdint.h>

struct map;
struct poll;
struct pump;
struct session;

/* A pump for a ring buffer. -ENOMEM where there can be no more, or another -errno. */
int pump_open(struct session *session, const struct map *map, struct pump **ret_pump);

/* Takes the ring out of the pump, which is then used for others. Null is fine. */
void pump_close(struct pump *pump);

/* Ends the pass that is under way, after the record at hand. */
void pump_stop(struct pump *pump);

/* As buffer_consume(), to the function of the poll, which has a result. The poll's counts
 * and result are set. */
void pump_consume(struct pump *pump, struct poll *poll);

/* Frees all pumps of a session whose maps are gone. */
void pumps_release(struct session *session);

#endif
