/* SPDX-License-Identifier: MIT */
/* As Linux has it: the libc's `long` for the nanoseconds has 32 bits. See compat/clock.c. */
#ifndef __wasilibc___struct_timespec_h
#define __wasilibc___struct_timespec_h

#include <__typedef_time_t.h>

struct timespec {
	time_t tv_sec;
	long long tv_nsec;
};

#endif
