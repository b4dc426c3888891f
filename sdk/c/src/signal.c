// SPDX-License-Identifier: MIT
/*
 * WASI has no signals: its libc's signal() keeps a handler for raise() alone. The
 * host ends the call that waits, a poll or a sleep, and here the handler is called.
 */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <wasi/api.h>
#include "../compat/linux.h"
#include "internal.h"

#define NS_PER_S 1000000000ll
#define EARLY_NS 1000000

typedef void (*signal_fn)(int);

/* Null unless the guest itself uses signals. */
extern signal_fn signal(int number, signal_fn handler) __attribute__((weak));

/* The host does not say which signal it was. */
void sdk_interrupted(void)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	for (size_t i = 0; signal && i < sizeof(numbers) / sizeof(*numbers); i++) {
		signal_fn handler = signal(numbers[i], SIG_IGN);

		signal(numbers[i], handler);
		if (handler != SIG_DFL && handler != SIG_IGN && handler != SIG_ERR) {
			handler(numbers[i]);
			return;
		}
	}
}

extern const struct __clockid _CLOCK_MONOTONIC;

static long long now(void)
{
	struct wasi_timespec time = { 0 };

	libc_clock_gettime(&_CLOCK_MONOTONIC, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

/* The linker puts the first in the place of the second (--wrap). Their errors are WASI's. */
int __wrap_clock_nanosleep(const struct __clockid *clock, int flags,
			   const struct wasi_timespec *request, struct wasi_timespec *remain);
int __real_clock_nanosleep(const struct __clockid *clock, int flags,
			   const struct wasi_timespec *request, struct wasi_timespec *remain);

/* All of the libc's sleeps come here. An interrupted one just ends early. */
int __wrap_clock_nanosleep(const struct __clockid *clock, int flags,
			   const struct wasi_timespec *request, struct wasi_timespec *remain)
{
	long long wanted = request->tv_sec * NS_PER_S + request->tv_nsec, start = now(), left;
	int err = __real_clock_nanosleep(clock, flags, request, remain);

	left = wanted - (now() - start);
	if (err != __WASI_ERRNO_INTR && (err || flags || left < EARLY_NS))
		return err;
	if (remain && !flags) {
		remain->tv_sec = left / NS_PER_S;
		remain->tv_nsec = left % NS_PER_S;
		remain->unused = 0;
	}
	sdk_interrupted();
	return __WASI_ERRNO_INTR;
}
