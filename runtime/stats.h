/* SPDX-License-Identifier: MIT */
/* The clock of what is counted. */
#ifndef RUNTIME_STATS_H
#define RUNTIME_STATS_H

#include <stdint.h>

/* The monotonic clock in nanoseconds. */
uint64_t stats_clock(void);

#endif
