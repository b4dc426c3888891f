/* SPDX-License-Identifier: MIT */
/*
 * How a run is told from outside to end. First calls that block return -EINTR, once each
 * interrupt and then whenever they would wait; at last the engine traps the guest.
 */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct pollfd;

struct interrupt {
	int wake_fd;           /* an eventfd, readable once interrupted */
	atomic_bool raised;
	atomic_bool trapping;  /* the engine ends the guest */
	bool told;             /* the guest saw an -EINTR since it was raised */
};

/* 0 or -errno. */
int interrupt_init(struct interrupt *interrupt, struct err *err);
void interrupt_release(struct interrupt *interrupt);

/* Ends the call that blocks now, and each that would. From any thread. */
void interrupt_raise(struct interrupt *interrupt);

/* Whether it was raised: cheap enough to ask for each record. */
static inline bool interrupt_is_raised(const struct interrupt *interrupt)
{
	return atomic_load_explicit(&interrupt->raised, memory_order_relaxed);
}

/* Whether a call that may wait shall end with -EINTR now: once after an interrupt, and ever
 * after if it `waits`. */
bool interrupt_refuses(struct interrupt *interrupt, bool waits);

/* Whether a call that goes on for long shall end with -EINTR: once after an interrupt, and
 * whenever the engine is about to end the guest. */
bool interrupt_take(struct interrupt *interrupt);

/* Waits until one of `fds` is ready, with `revents` set, or for `timeout` nanoseconds
 * (negative: no limit). The first of them is for the interrupt: leave it free. How many
 * are ready, or -EINTR where it would have to wait on after an interrupt. */
int interrupt_wait(struct interrupt *interrupt, struct pollfd *fds, size_t count,
		   int64_t timeout);

#endif
