// SPDX-License-Identifier: MIT
#include "records/wake.h"

#include <poll.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "records/buffer.h"
#include "records/records.h"

/* Nobody tells how a ring fills up: the kernel wakes who waits for the first record, and
 * then sees no need to. So it is looked at, as often as it fills up fast. */
enum { AGAIN = 1000 * 1000, BUSY_PAUSE = 20 * 1000 };  /* ns */
enum { PAUSE_MIN = 50 * 1000, PAUSE_MAX = 1000 * 1000 };  /* ns */

/* Bytes that are worth a wake-up: not so many that the kernel has no room for the next record. */
static uint64_t level_of(const struct records *records)
{
	const uint64_t half = buffer_half(records->buffer);

	const uint64_t most = half + half / 2;

	if (!records->wake.bytes || records->wake.bytes > 2 * half)
		return half;
	return records->wake.bytes < most ? records->wake.bytes : most;
}

static bool is_due(struct records *records, uint64_t now)
{
	struct wake *wake = &records->wake;

	if (!wake->bytes && !wake->delay)
		return true;
	if (!wake->since)
		wake->since = now;
	return (wake->delay && now - wake->since >= wake->delay) ||
	       buffer_filled(records->buffer) >= level_of(records);
}

/* How long to leave a buffer alone that is not due. */
static uint64_t pause_for(const struct records *records, uint64_t now)
{
	const struct wake *wake = &records->wake;
	const uint64_t filled = buffer_filled(records->buffer), level = level_of(records);
	const uint64_t age = now - wake->since;
	uint64_t pause = PAUSE_MAX;

	if (filled && filled < level)
		pause = (uint64_t)((double)age * (double)(level - filled) / (double)filled);
	if (pause > PAUSE_MAX)
		pause = PAUSE_MAX;
	if (pause < PAUSE_MIN)
		pause = PAUSE_MIN;
	return wake->delay && pause > wake->delay - age ? wake->delay - age : pause;
}

/* Which of the buffers that the kernel told of can be read: a perf buffer's descriptor does not
 * tell of records that it told of before, and tells of some that were read meanwhile; a ring's
 * tells of a record that is still being written. */
static int check(struct records *const *open, struct pollfd *fds, size_t count, bool *ret_again)
{
	int ready = 0;

	for (size_t i = 0; i < count; i++) {
		const struct buffer *buffer = open[i]->buffer;
		const bool told = fds[i + 1].revents;
		const bool can = (told || !buffer_is_ring(buffer)) && buffer_is_ready(buffer);

		fds[i + 1].revents = can ? POLLIN : 0;
		ready += can;
		*ret_again |= told && !can;
	}
	return ready;
}

/* Which buffers have records, after `timeout` at most where none has: as interrupt_wait(). */
static int look(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
		size_t count, int64_t timeout)
{
	const uint64_t begin = timeout > 0 ? clock_now() : 0;

	for (int64_t left = timeout;;) {
		bool again = false;
		int ready;

		/* The kernel wakes a reader only when a record is committed right where the
		 * reader stands. So our positions must be in place before it looks a last time. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		for (size_t i = 0; i < count; i++)
			if (!buffer_is_ring(open[i]->buffer) && buffer_is_ready(open[i]->buffer))
				left = 0;
		ready = interrupt_wait(interrupt, fds, 1 + count, left);
		if (ready >= 0)
			ready = check(open, fds, count, &again);
		if (ready || !again || !timeout)
			return ready;
		ready = interrupt_wait(interrupt, fds, 1, BUSY_PAUSE);
		if (ready < 0)
			return ready;
		left = timeout < 0 ? timeout : timeout - (int64_t)(clock_now() - begin);
		if (timeout > 0 && left <= 0)
			return 0;
	}
}

/* Waits for those of the buffers that have no records yet, not longer than `timeout`, nor than
 * those that have some can be left alone. */
static int wait_on(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
		   size_t count, uint64_t now, int64_t timeout)
{
	int ret;

	for (size_t i = 0; i < count; i++) {
		uint64_t pause;

		if (!fds[i + 1].revents)
			continue;
		pause = pause_for(open[i], now);
		if (timeout < 0 || pause < (uint64_t)timeout)
			timeout = (int64_t)pause;
		fds[i + 1].fd = -1;
		buffer_disarm(open[i]->buffer);
	}
	ret = interrupt_wait(interrupt, fds, 1 + count, timeout);
	for (size_t i = count; i-- > 0;) {
		if (fds[i + 1].fd < 0)
			buffer_arm(open[i]->buffer);
		fds[i + 1].fd = buffer_fd(open[i]->buffer);
	}
	return ret;
}

/* The look that may wait for long, so that the kernel must wake us for each record from now on. */
static int first_look(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
		      size_t count, int64_t timeout)
{
	bool again = false;
	int ready = 0;

	for (size_t i = 0; i < count; i++)
		if (!open[i]->moderation.pause || !buffer_is_ready(open[i]->buffer))
			again |= buffer_wakes(open[i]->buffer);
	if (again && (timeout < 0 || timeout > AGAIN)) {
		ready = look(interrupt, open, fds, count, AGAIN);
		timeout -= timeout < 0 ? 0 : AGAIN;
	}
	return ready ? ready : look(interrupt, open, fds, count, timeout);
}

static bool is_moderated(const struct records *records)
{
	return !records->wake.bytes && !records->wake.delay && !records->buffers->rule.each;
}

int wake_pause(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
	       size_t count, int64_t timeout)
{
	const uint64_t now = clock_now();
	uint64_t pause = UINT64_MAX;
	int ready;

	if (!timeout) {
		interrupt_rest(interrupt);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		const uint64_t own = is_moderated(open[i]) ? moderation_begin(&open[i]->moderation,
									      open[i]->buffer, now)
							   : 0;

		fds[i + 1] = (struct pollfd){ own ? -1 : buffer_fd(open[i]->buffer), POLLIN, 0 };
		if (own && own < pause)
			pause = own;
	}
	if (pause == UINT64_MAX) {
		interrupt_rest(interrupt);
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		if (fds[i + 1].fd < 0)
			buffer_disarm(open[i]->buffer);
	if (timeout > 0 && pause > (uint64_t)timeout)
		pause = (uint64_t)timeout;
	ready = interrupt_wait(interrupt, fds, 1 + count, (int64_t)pause);
	/* In the other order: two of them may be one map. */
	for (size_t i = count; i-- > 0;)
		if (fds[i + 1].fd < 0)
			buffer_arm(open[i]->buffer);
	for (size_t i = 0; i < count && !ready; i++)
		if (fds[i + 1].fd < 0)
			moderation_end(&open[i]->moderation, open[i]->buffer);
	return ready < 0 ? ready : 0;
}

int wake_wait(struct interrupt *interrupt, struct records *const *open, struct pollfd *fds,
	      size_t count, int64_t timeout)
{
	const uint64_t begin = clock_now();
	int64_t left = timeout;
	int ready;

	ready = wake_pause(interrupt, open, fds, count, timeout);
	if (ready < 0)
		return ready;
	for (size_t i = 0; i < count; i++) {
		if (open[i]->mapping && !open[i]->wake.bytes && !open[i]->wake.delay)
			buffer_rest(open[i]->buffer);
		open[i]->wake.since = 0;
		fds[i + 1] = (struct pollfd){ buffer_fd(open[i]->buffer), POLLIN, 0 };
	}
	ready = first_look(interrupt, open, fds, count, timeout);
	while (ready > 0) {
		const uint64_t now = clock_now();
		bool due = false;
		int ret;

		for (size_t i = 0; i < count; i++)
			due |= fds[i + 1].revents && is_due(open[i], now);
		if (timeout >= 0)
			left = timeout - (int64_t)(now - begin);
		if (due || (timeout >= 0 && left <= 0))
			break;
		ret = wait_on(interrupt, open, fds, count, now, left);
		if (ret < 0)
			return ret;
		ready = look(interrupt, open, fds, count, 0);
	}
	return ready;
}
