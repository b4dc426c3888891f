/* SPDX-License-Identifier: MIT */
/*
 * When a guest that waits for records is woken: at the first record; or, if the guest set it,
 * when there are so many bytes of records, or when the first one is so old.
 */
#ifndef RECORDS_WAKE_H
#define RECORDS_WAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct interrupt;
struct pollfd;
struct records;

#define WAKE_DELAY_MAX (3600ull * 1000000)  /* us */

struct wake {
	uint64_t bytes;  /* wake at so many bytes; 0: at half of the buffer if `delay` is set */
	uint64_t delay;  /* wake so many ns after the first record; 0: not set */
	uint64_t since;  /* when a wait found the first record; monotonic clock, ns; or 0 */
};

/* What who runs the guest wants; the guest's settings then count for nothing. */
struct wake_rule {
	bool is_set;
	bool each;       /* the kernel wakes for each record: no moderation */
	uint64_t bytes;  /* as in struct wake */
	uint64_t delay;
};

/* If records of some of the buffers come fast, sleeps for a while, `timeout` at most, in which they
 * pile up (moderation.h). Call it before a look that may wait; a `timeout` of 0 never sleeps. `fds`
 * as for wake_wait(). -EINTR after an interrupt. */
int wake_pause(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
	       size_t count, int64_t timeout);

/*
 * Waits until one of `count` open buffers has what its struct wake asks for, for at most `timeout`
 * nanoseconds (negative: no limit). Returns how many buffers have any records then. `fds` has
 * one more element than there are buffers; the first is left free, and `revents` of the others
 * says which buffers have records. -EINTR after an interrupt, at once.
 */
int wake_wait(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
	      size_t count, int64_t timeout);

#endif
