/* SPDX-License-Identifier: MIT */
/*
 * The libc's own functions and numbers, for those here that stand in their place. The
 * headers in include/ have Linux's numbers; where a function of the libc takes or gives such
 * numbers, they rename it (#pragma redefine_extname) to one here, which translates.
 */
#ifndef COMPAT_LINUX_H
#define COMPAT_LINUX_H

/* Declares libc_NAME, the libc's own NAME. */
#define LIBC(type, name, ...) type libc_##name(__VA_ARGS__) __asm__(#name)

/* The libc's own struct timespec. */
struct wasi_timespec {
	long long tv_sec;
	int tv_nsec;
	int unused;
};

struct __clockid;
LIBC(int, clock_gettime, const struct __clockid *clock, void *time);

/* The libc's variable, and the one that sources see: see errno.c. */
extern _Thread_local int wasi_errno __asm__("errno");
extern _Thread_local int linux_errno;

/* Linux's number of an error of WASI's. */
int linux_error_of(int wasi);

#endif
