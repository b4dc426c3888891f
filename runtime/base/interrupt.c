// SPDX-License-Identifier: MIT
#include "base/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"

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

static int wait_once(struct pollfd *fds, size_t count, int64_t timeout)
{
	const struct timespec limit = { timeout / 1000000000, timeout % 1000000000 };
	const int ready = ppoll(fds, count, timeout < 0 ? NULL : &limit, NULL);

	return ready < 0 ? -errno : ready;
}

/* Waits, and calls rest() before and from time to time. */
static int wait_with_rests(struct interrupt *interrupt, struct pollfd *fds, size_t count,
			   int64_t timeout)
{
	const int64_t interval = (int64_t)interrupt->rest_interval;
	int ready;

	for (;;) {
		const bool is_cut = interval && (timeout < 0 || timeout > interval);

		if (timeout && interrupt->rest)
			interrupt->rest(interrupt->rest_context);
		ready = wait_once(fds, count, is_cut ? interval : timeout);
		if (ready || !is_cut)
			return ready;
		if (timeout > 0)
			timeout -= interval;
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
