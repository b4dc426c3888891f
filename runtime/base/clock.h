/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* The monotonic clock in nanoseconds. */
uint64_t clock_now(void);

/* The CPU time of this thread in nanoseconds. */
uint64_t clock_thread(void);

#endif
