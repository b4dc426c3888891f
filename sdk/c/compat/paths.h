/* SPDX-License-Identifier: MIT */
/* What each part of the imports has its own way of, for functions of the libc. */
#ifndef COMPAT_PATHS_H
#define COMPAT_PATHS_H

#include <time.h>

/* What open() gives where the libc gave `fd`. Flags are Linux's. */
int compat_opened(const char *path, int flags, int fd);

/* clock_gettime() for the clocks that the libc has none of. */
int compat_other_clock(clockid_t clock, struct timespec *time);

/* ioctl() for requests that the libc does not know; the libc's request is never -1. */
int compat_other_ioctl(int fd, unsigned long request);

#endif
