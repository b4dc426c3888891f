/* SPDX-License-Identifier: MIT */
/* What a run did, for --stats. */
#ifndef RUNTIME_STATS_H
#define RUNTIME_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct session;

/* The monotonic clock in nanoseconds. */
uint64_t stats_clock(void);

/* Prints the counts of a run that began at `begin`: a line each, or one line of JSON. */
void stats_print(const struct session *session, uint64_t begin, bool json, FILE *out);

#endif
