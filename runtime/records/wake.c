// SPDX-License-Identifier: MIT
#include "records/wake.h"

#include <poll.h>
#include <stdbool.h>

#include "base/clock.h"
#include "records/buffer.h"
#include "session/map.h"
#include "session/session.h"

/* Nobody tells how a ring fills up: the kernel wakes who waits for the first record, and
 * then sees no need to. So it is looked at, as often as it fills up fast. */
enum { PAUSE_MIN = 50 * 1000, PAUSE_MAX = 1000 * 1000 };  /* ns */

/* Bytes that are worth a wake-up. */
static uint64_t level_of(const struct map *map)
{
	return map->wake.bytes ? map->wake.bytes : buffer_half(map->buffer);
}

static bool is_due(struct map *map, uint64_t now)
{
	struct wake *wake = &map->wake;

	if (!wake->bytes && !wake->delay)
		return true;
	if (!wake->since)
		wake->since = now;
	return (wake->delay && now - wake->since >= wake->delay) ||
	       buffer_filled(map->buffer) >= level_of(map);
}

/* How long to leave a buffer alone that is not due. */
static uint64_t pause_for(const struct map *map, uint64_t now)
{
	const struct wake *wake = &map->wake;
	const uint64_t filled = buffer_filled(map->buffer), level = level_of(map);
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

/* Which buffers have records, after `timeout` at most where none has: as session_wait(), but
 * a perf buffer's descriptor does not tell of records that it told of before. */
static int look(struct session *session, struct map *const *maps, struct pollfd *fds,
		size_t count, int64_t timeout)
{
	int ready = 0, ret;

	/* The kernel wakes a reader only when a record is committed right where the reader
	 * stands. So our positions must be in place before it looks a last time. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (size_t i = 0; i < count; i++)
		if (!buffer_is_ring(maps[i]->buffer) && buffer_filled(maps[i]->buffer))
			timeout = 0;
	ret = session_wait(session, fds, 1 + count, timeout);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < count; i++) {
		if (!buffer_is_ring(maps[i]->buffer) && buffer_filled(maps[i]->buffer))
			fds[i + 1].revents = POLLIN;
		ready += fds[i + 1].revents != 0;
	}
	return ready;
}

/* Waits for those of the buffers that have no records yet, not longer than `timeout`, nor than
 * those that have some can be left alone. */
static int wait_on(struct session *session, struct map *const *maps, struct pollfd *fds,
		   size_t count, uint64_t now, int64_t timeout)
{
	int ret;

	for (size_t i = 0; i < count; i++) {
		uint64_t pause;

		if (!fds[i + 1].revents)
			continue;
		pause = pause_for(maps[i], now);
		if (timeout < 0 || pause < (uint64_t)timeout)
			timeout = (int64_t)pause;
		fds[i + 1].fd = -1;
	}
	ret = session_wait(session, fds, 1 + count, timeout);
	for (size_t i = 0; i < count; i++)
		fds[i + 1].fd = buffer_fd(maps[i]->buffer);
	return ret;
}

int wake_wait(struct session *session, struct map *const *maps, struct pollfd *fds,
	      size_t count, int64_t timeout)
{
	const uint64_t begin = clock_now();
	int64_t left = timeout;
	int ready;

	for (size_t i = 0; i < count; i++) {
		if (maps[i]->mapping && !maps[i]->wake.bytes && !maps[i]->wake.delay)
			buffer_rest(maps[i]->buffer);
		maps[i]->wake.since = 0;
		fds[i + 1] = (struct pollfd){ buffer_fd(maps[i]->buffer), POLLIN, 0 };
	}
	ready = look(session, maps, fds, count, timeout);
	while (ready > 0) {
		const uint64_t now = clock_now();
		bool due = false;
		int ret;

		for (size_t i = 0; i < count; i++)
			due |= fds[i + 1].revents && is_due(maps[i], now);
		if (timeout >= 0)
			left = timeout - (int64_t)(now - begin);
		if (due || (timeout >= 0 && left <= 0))
			break;
		ret = wait_on(session, maps, fds, count, now, left);
		if (ret < 0)
			return ret;
		ready = look(session, maps, fds, count, 0);
	}
	return ready;
}
