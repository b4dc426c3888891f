// SPDX-License-Identifier: MIT
#include "base/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/err.h"

enum { REST_EVERY = 100 * 1000 * 1000 };  /* ns */

int interrupt_init(struct interrupt *interrupt, struct err *err)
{
	*interrupt = (struct interrupt){ .wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	if (interrupt->wake_fd < 0)
		return err_set(err, errno, "cannot make an eventfd: %s", strerror(errno));
	return 0;
}

void interrupt_release(struct interrupt *interrupt)
{
	close(interrupt->wake_fd);
}

void interrupt_raise(struct interrupt *interrupt)
{
	uint64_t one = 1;
	ssize_t written;

	atomic_store(&interrupt->raised, true);
	written = write(interrupt->wake_fd, &one, sizeof(one));
	(void)written;  /* it fails only when the descriptor is readable already */
}

bool interrupt_refuses(struct interrupt *interrupt, bool waits)
{
	if (!atomic_load(&interrupt->raised) || (interrupt->told && !waits))
		return false;
	interrupt->told = true;
	return true;
}

bool interrupt_take(struct interrupt *interrupt)
{
	return interrupt_refuses(interrupt, atomic_load(&interrupt->trapping));
}

static void rest(struct interrupt *interrupt)
{
	interrupt->rested_at = clock_now();
	interrupt->rest(interrupt->rest_context);
}

void interrupt_rest(struct interrupt *interrupt)
{
	if (interrupt->rest && clock_now() - interrupt->rested_at >= REST_EVERY)
		rest(interrupt);
}

static int wait_once(struct pollfd *fds, size_t count, int64_t timeout)
{
	const struct timespec limit = { timeout / 1000000000, timeout % 1000000000 };
	const int ready = ppoll(fds, count, timeout < 0 ? NULL : &limit, NULL);

	return ready < 0 ? -errno : ready;
}

/* Waits, and calls rest() before and from time to time. A signal that is not about this run does
 * not end it. */
static int wait_with_rests(struct interrupt *interrupt, struct pollfd *fds, size_t count,
			   int64_t timeout)
{
	const int64_t interval = (int64_t)interrupt->rest_interval;
	const uint64_t begin = timeout > 0 ? clock_now() : 0;

	for (int64_t left = timeout;;) {
		const bool is_cut = interval && (left < 0 || left > interval);
		int ready;

		if (timeout && interrupt->rest)
			rest(interrupt);
		ready = wait_once(fds, count, is_cut ? interval : left);
		if (ready == -EINTR && !interrupt_is_raised(interrupt))
			ready = 0;
		else if (ready || !is_cut)
			return ready;
		if (timeout > 0)
			left = timeout - (int64_t)(clock_now() - begin);
		if (timeout >= 0 && left <= 0)
			return 0;
	}
}

int interrupt_wait(struct interrupt *interrupt, struct pollfd *fds, size_t count,
		   int64_t timeout)
{
	int ready;

	fds[0] = (struct pollfd){ .fd = interrupt->wake_fd, .events = POLLIN };
	ready = wait_with_rests(interrupt, fds, count, timeout);
	if (ready < 0)
		return ready;
	if (!fds[0].revents)
		return ready;
	if (ready == 1 && timeout) {
		interrupt->told = true;
		return -EINTR;
	}
	return ready - 1;
}
