/* SPDX-License-Identifier: MIT */
/*
 * How a run is told from outside to end. First, blocking calls return -EINTR: the first call
 * after the interrupt, then every call that would wait. Last, the engine traps the guest.
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
	bool told;             /* the guest got -EINTR since it was raised */
	void (*rest)(void *context);  /* called before a wait; or null */
	void *rest_context;
	uint64_t rest_interval;  /* ns: in a longer wait it is called again; 0: it is not */
	uint64_t rested_at;      /* when it was called last; monotonic clock, ns */
};

/* 0 or -errno. */
int interrupt_init(struct interrupt *interrupt, struct err *err);
void interrupt_release(struct interrupt *interrupt);

/* Ends the call that blocks now, and later ones that would block. From any thread. */
void interrupt_raise(struct interrupt *interrupt);

/* Whether it was raised: cheap enough to ask for each record. */
static inline bool interrupt_is_raised(const struct interrupt *interrupt)
{
	return atomic_load_explicit(&interrupt->raised, memory_order_relaxed);
}

/* Whether a call that may wait must end with -EINTR now: the first after an interrupt, then
 * every one that `waits`. */
bool interrupt_refuses(struct interrupt *interrupt, bool waits);

/* Whether a long call must end with -EINTR: the first after an interrupt, and every one while
 * the engine is about to end the guest. */
bool interrupt_take(struct interrupt *interrupt);

/* Calls rest() if that has not been done for a tenth of a second: for a run that need not wait. */
void interrupt_rest(struct interrupt *interrupt);

/* Waits until one of `fds` is ready, with `revents` set, or for `timeout` nanoseconds
 * (negative: no limit). The first one is for the interrupt: leave it free. How many are ready;
 * or -EINTR if none is, there was an interrupt, and `timeout` is not 0. */
int interrupt_wait(struct interrupt *interrupt, struct pollfd *fds, size_t count,
		   int64_t timeout);

#endif
