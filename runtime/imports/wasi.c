// SPDX-License-Identifier: MIT
/*
 * The parts of WASI preview1 that the engine's own would do wrong here: waits that
 * an interrupt must end, clocks that must be the kernel's, exit statuses over 125.
 * Numbers and layouts: WASI preview1, typenames.witx.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/engine.h"
#include "imports/call.h"
#include "imports/guest.h"

enum { WASI_SUCCESS = 0, WASI_FAULT = 21, WASI_INTR = 27, WASI_INVAL = 28, WASI_IO = 29 };
enum { EVENT_CLOCK = 0, EVENT_FD_READ = 1, EVENT_FD_WRITE = 2 };
enum { CLOCK_ABSOLUTE = 1, SUBSCRIPTIONS_MAX = 4096 };

struct subscription {
	uint64_t userdata;
	uint8_t type;
	uint8_t pad[7];
	union {
		struct {
			uint32_t id;
			uint32_t pad;
			uint64_t timeout;
			uint64_t precision;
			uint16_t flags;
			uint8_t pad2[6];
		} clock;
		uint32_t fd;
	};
};

struct event {
	uint64_t userdata;
	uint16_t error;
	uint8_t type;
	uint8_t pad[5];
	uint64_t nbytes;
	uint16_t flags;
	uint8_t pad2[6];
};

_Static_assert(sizeof(struct subscription) == 48 && sizeof(struct event) == 32, "as in WASI");

static const clockid_t clocks[] = {
	CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
};

static uint64_t nanoseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

static uint64_t now(uint64_t id)
{
	struct timespec time;

	clock_gettime(clocks[id], &time);
	return nanoseconds(&time);
}

HOST_FUNCTION(wasi, clock_res_get)
{
	struct timespec resolution;

	if (args->clock >= sizeof(clocks) / sizeof(clocks[0]))
		return WASI_INVAL;
	clock_getres(clocks[args->clock], &resolution);
	return guest_put_u64(session, args->resolution, nanoseconds(&resolution)) ? WASI_FAULT : 0;
}

HOST_FUNCTION(wasi, clock_time_get)
{
	if (args->clock >= sizeof(clocks) / sizeof(clocks[0]))
		return WASI_INVAL;
	return guest_put_u64(session, args->time, now(args->clock)) ? WASI_FAULT : 0;
}

HOST_FUNCTION(wasi, proc_exit)
{
	session->exit_status = args->status & 0xff;
	engine_stop(session->instance);
	return 0;
}

/* How long from now until the clock says what the subscription waits for. */
static uint64_t remaining(const struct subscription *subscription)
{
	const uint64_t timeout = subscription->clock.timeout;
	uint64_t time;

	if (!(subscription->clock.flags & CLOCK_ABSOLUTE))
		return timeout;
	time = now(subscription->clock.id);
	return timeout > time ? timeout - time : 0;
}

static bool is_sleep(const struct subscription *subscription)
{
	return subscription->type == EVENT_CLOCK && subscription->clock.id <= 1;
}

/* A place for the interrupt, then one for each standard stream: however many subscriptions
 * there are, the kernel takes no more pollfds than a process may have descriptors. */
enum { FDS = 1 + SESSION_STREAMS };

static short events_of(const struct subscription *subscription)
{
	return subscription->type == EVENT_FD_READ ? POLLIN : POLLOUT;
}

/* The stream of the process that it waits for, or null: other files are always ready. */
static struct pollfd *stream_of(const struct session *session,
				const struct subscription *subscription, struct pollfd fds[FDS])
{
	return subscription->type != EVENT_CLOCK && session_stream(session, subscription->fd) >= 0
		       ? &fds[1 + subscription->fd] : NULL;
}

/* What to wait for: the nearest clock, and the standard streams of the process. Nothing at all
 * to wait for is for the caller to find out. */
static int64_t prepare(const struct session *session, const struct subscription *subscriptions,
		       size_t count, struct pollfd fds[FDS])
{
	uint64_t timeout = INT64_MAX;

	for (size_t i = 0; i < FDS; i++)
		fds[i] = (struct pollfd){ .fd = -1 };
	for (size_t i = 0; i < count; i++) {
		const struct subscription *subscription = &subscriptions[i];
		struct pollfd *stream = stream_of(session, subscription, fds);
		uint64_t left = 0;

		if (is_sleep(subscription)) {
			left = remaining(subscription);
		} else if (stream) {
			stream->fd = session_stream(session, subscription->fd);
			stream->events |= events_of(subscription);
			left = INT64_MAX;
		}
		if (left < timeout)
			timeout = left;
	}
	return (int64_t)timeout;
}

static uint32_t report(const struct session *session, const struct subscription *subscriptions,
		       size_t count, struct pollfd fds[FDS], uint64_t elapsed, struct event *events)
{
	uint32_t reported = 0;

	for (size_t i = 0; i < count; i++) {
		const struct subscription *subscription = &subscriptions[i];
		const bool bad_clock = subscription->type == EVENT_CLOCK && !is_sleep(subscription);
		const struct pollfd *stream = stream_of(session, subscription, fds);
		const short ready = stream ? stream->revents : 0;

		if (is_sleep(subscription) ? subscription->clock.timeout > elapsed
		    : stream && !(ready & (events_of(subscription) | POLLHUP | POLLERR | POLLNVAL)))
			continue;
		events[reported++] = (struct event){
			.userdata = subscription->userdata,
			.error = bad_clock ? WASI_INVAL : WASI_SUCCESS,
			.type = subscription->type,
			.nbytes = subscription->type != EVENT_CLOCK,
			.flags = ready & POLLHUP ? 1 : 0,
		};
	}
	return reported;
}

/* Makes every wait for a clock relative to now, so that one elapsed time decides. */
static void make_relative(struct subscription *subscriptions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_sleep(&subscriptions[i]))
			continue;
		subscriptions[i].clock.timeout = remaining(&subscriptions[i]);
		subscriptions[i].clock.flags = 0;
	}
}

static int wait_for(struct session *session, struct subscription *subscriptions, size_t count,
		    struct event *events, uint32_t *ret_reported)
{
	uint64_t begin = now(1), elapsed;
	struct pollfd fds[FDS];
	int64_t timeout;
	int ret;

	make_relative(subscriptions, count);
	timeout = prepare(session, subscriptions, count, fds);
	ret = interrupt_wait(&session->interrupt, fds, FDS, timeout == INT64_MAX ? -1 : timeout);
	/* An interrupted sleep ends early as if its time had come: wasi-libc has no EINTR for
	 * it, and the sleep of Rust's standard library aborts on an error. */
	if (ret < 0 && count == 1 && is_sleep(subscriptions))
		ret = 0;
	elapsed = now(1) - begin;
	if (!ret && elapsed < (uint64_t)timeout)
		elapsed = (uint64_t)timeout;
	if (ret < 0)
		return ret == -EINTR ? WASI_INTR : WASI_IO;
	*ret_reported = report(session, subscriptions, count, fds, elapsed, events);
	return WASI_SUCCESS;
}

HOST_FUNCTION(wasi, poll_oneoff)
{
	const size_t count = args->count, size = count * sizeof(struct subscription);
	struct subscription *subscriptions;
	const void *in;
	struct event *events;
	uint32_t reported = 0;
	int ret = WASI_FAULT;

	if (!count || count > SUBSCRIPTIONS_MAX)
		return WASI_INVAL;
	in = guest_range(session, args->subscriptions, size);
	if (!in || !guest_writable(session, args->events, count * sizeof(*events)))
		return WASI_FAULT;
	subscriptions = malloc(size);
	events = malloc(count * sizeof(*events));
	if (subscriptions && events) {
		memcpy(subscriptions, in, size);
		ret = wait_for(session, subscriptions, count, events, &reported);
		memcpy(guest_writable(session, args->events, count * sizeof(*events)), events,
		       reported * sizeof(*events));
		if (!ret && guest_put_u32(session, args->reported, reported) < 0)
			ret = WASI_FAULT;
	}
	free(subscriptions);
	free(events);
	return ret;
}
