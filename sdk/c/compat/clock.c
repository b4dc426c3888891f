// SPDX-License-Identifier: MIT
/* Clocks by Linux's numbers. WASI's libc knows them by pointers. */
#include <errno.h>
#include <sys/resource.h>
#include <time.h>
#include "linux.h"
#include "paths.h"

extern const struct __clockid _CLOCK_REALTIME, _CLOCK_MONOTONIC;

LIBC(int, clock_getres, const struct __clockid *clock, struct timespec *time);
LIBC(int, clock_nanosleep, const struct __clockid *clock, int flags, const struct timespec *request,
     struct timespec *remain);
LIBC(int, timespec_get, struct timespec *time, int base);
LIBC(clock_t, clock, void);
LIBC(int, getrusage, int who, struct rusage *usage);

/* Null: WASI has none of that kind. */
static const struct __clockid *wasi_clock(clockid_t clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		return &_CLOCK_REALTIME;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_COARSE:
		return &_CLOCK_MONOTONIC;
	}
	return NULL;
}

/* The libc writes 32 bits of the nanoseconds. */
__attribute__((weak)) int clock_gettime(clockid_t clock, struct timespec *time)
{
	const struct __clockid *wasi = wasi_clock(clock);

	time->tv_nsec = 0;
	return wasi ? libc_clock_gettime(wasi, time) : compat_other_clock(clock, time);
}

__attribute__((weak)) int clock_getres(clockid_t clock, struct timespec *time)
{
	const struct __clockid *wasi = wasi_clock(clock == CLOCK_BOOTTIME ? CLOCK_MONOTONIC
									  : clock);

	if (time)
		time->tv_nsec = 0;
	if (wasi)
		return libc_clock_getres(wasi, time);
	errno = EINVAL;
	return -1;
}

__attribute__((weak)) int timespec_get(struct timespec *time, int base)
{
	time->tv_nsec = 0;
	return libc_timespec_get(time, base);
}

/* Gives the error itself. */
__attribute__((weak)) int clock_nanosleep(clockid_t clock, int flags,
					  const struct timespec *request, struct timespec *remain)
{
	const struct __clockid *wasi = wasi_clock(clock);

	return wasi ? linux_error_of(libc_clock_nanosleep(wasi, flags, request, remain))
		    : EOPNOTSUPP;
}

/* The libc counts in ns. */
__attribute__((weak)) clock_t clock(void)
{
	clock_t ns = libc_clock();

	return ns == (clock_t)-1 ? ns : ns / 1000;
}

#define WASI_RUSAGE_SELF 1

__attribute__((weak)) int getrusage(int who, struct rusage *usage)
{
	if (who == RUSAGE_SELF)
		return libc_getrusage(WASI_RUSAGE_SELF, usage);
	errno = EINVAL;
	return -1;
}
