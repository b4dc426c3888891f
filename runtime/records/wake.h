/* SPDX-License-Identifier: MIT */
/*
 * When a guest that waits for records is woken: as soon as there is one, or, where it sees
 * to many at a time, once so many bytes of them are there or the first is so old.
 */
#ifndef RECORDS_WAKE_H
#define RECORDS_WAKE_H

#include <stddef.h>
#include <stdint.h>

struct interrupt;
struct pollfd;
struct records;

struct wake {
	uint64_t bytes;  /* that are to be there; 0: half of the buffer, or any number where */
	uint64_t delay;  /* ns after the first record is 0, too */
	uint64_t since;  /* the monotonic clock in ns when a wait found the first, or 0 */
};

/*
 * Waits until one of `count` open buffers has what its rule asks for, at most
 * `timeout` nanoseconds (negative: no limit). How many have records by then, fewer than the
 * rule asks for, too; `fds`, of which there must be one more than buffers and the first is left
 * free, say by their `revents` which. -EINTR, at once after an interrupt.
 */
int wake_wait(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
	      size_t count, int64_t timeout);

#endif
