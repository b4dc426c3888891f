// SPDX-License-Identifier: MIT
#include "runtime/watch.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "lib/err.h"
#include "session/session.h"

enum { STUCK_AFTER_MS = 300, LOOK_AGAIN_MS = 10, NS_PER_MS = 1000000 };

/* A run that detaches what it attached waits for the kernel: that long it gets more. */
static const uint64_t held_up_max = 10000000000;

static const uint64_t never = UINT64_MAX;

static uint64_t after(uint64_t now, int64_t ms)
{
	return ms < 0 || (uint64_t)ms > (never - now) / NS_PER_MS ? never
								   : now + (uint64_t)ms * NS_PER_MS;
}

static void ask(struct watched *watched, int cause, uint64_t now)
{
	watched->stage = WATCH_ASKED;
	watched->cause = cause;
	watched->due = after(now, watched->grace_ms);
	watched->detach_time = session_detach_time(watched->session);
	watched->held_up = 0;
	interrupt_raise(&watched->session->interrupt);
}

static void trap(struct watched *watched, uint64_t now)
{
	watched->stage = WATCH_TRAPPED;
	watched->due = after(now, watched->stuck ? STUCK_AFTER_MS : -1);
	session_trap(watched->session);
}

static void give_up(struct watched *watched)
{
	const bool abandoned = session_abandon(watched->session);

	watched->stage = WATCH_STUCK;
	watched->due = never;
	watched->stuck(watched->context, watched->cause);
	if (abandoned)
		session_resume(watched->session);
}

/* Whether the kernel held a run up that was asked to leave: then it is due later, and not
 * so soon that this thread does nothing but look. */
static bool put_off(struct watched *watched, uint64_t now)
{
	const uint64_t spent = session_detach_time(watched->session) - watched->detach_time;
	const uint64_t held_up = spent < held_up_max ? spent : held_up_max;

	if (watched->stage == WATCH_RUNNING || held_up == watched->held_up)
		return false;
	watched->due += held_up - watched->held_up;
	if (watched->due < after(now, LOOK_AGAIN_MS))
		watched->due = after(now, LOOK_AGAIN_MS);
	watched->held_up = held_up;
	return true;
}

/* What comes when the run's time is due. */
static void advance(struct watched *watched, uint64_t now)
{
	if (put_off(watched, now))
		return;
	switch (watched->stage) {
	case WATCH_RUNNING:
		ask(watched, WATCH_TIMED_OUT, now);
		break;
	case WATCH_ASKED:
		trap(watched, now);
		break;
	default:
		give_up(watched);
	}
}

/* Advances what is due; when to look again. */
static uint64_t look(struct watch *watch)
{
	uint64_t next = compiling_look(&watch->compiling, clock_now());

	for (struct watched *i = watch->first; i; i = i->next) {
		const uint64_t now = clock_now();

		if (i->due <= now)
			advance(i, now);
		if (i->due < next)
			next = i->due;
	}
	return next;
}

static void *run(void *arg)
{
	struct watch *watch = arg;

	pthread_mutex_lock(&watch->lock);
	while (!watch->ending) {
		const uint64_t next = look(watch);
		const struct timespec limit = { (time_t)(next / 1000000000),
						(long)(next % 1000000000) };

		if (next == never)
			pthread_cond_wait(&watch->changed, &watch->lock);
		else
			pthread_cond_timedwait(&watch->changed, &watch->lock, &limit);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

int watch_start(struct watch *watch, struct err *err)
{
	pthread_condattr_t attr;
	sigset_t all, before;
	int code;

	*watch = (struct watch){ 0 };
	compiling_init(&watch->compiling);
	pthread_mutex_init(&watch->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&watch->changed, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&watch->thread, NULL, run, watch);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code ? err_set(err, code, "cannot make a thread: %s", strerror(code)) : 0;
}

void watch_end(struct watch *watch)
{
	pthread_mutex_lock(&watch->lock);
	watch->ending = true;
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	pthread_cond_destroy(&watch->changed);
	pthread_mutex_destroy(&watch->lock);
}

void watch_add(struct watch *watch, struct watched *watched)
{
	pthread_mutex_lock(&watch->lock);
	watched->stage = WATCH_RUNNING;
	watched->cause = WATCH_NO_CAUSE;
	watched->due = after(clock_now(), watched->timeout_ms);
	if (watch->cause)
		ask(watched, watch->cause, clock_now());
	watched->next = watch->first;
	watch->first = watched;
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
}

int watch_remove(struct watch *watch, struct watched *watched)
{
	struct watched **link = &watch->first;

	pthread_mutex_lock(&watch->lock);
	while (*link != watched)
		link = &(*link)->next;
	*link = watched->next;
	pthread_mutex_unlock(&watch->lock);
	return watched->cause;
}

static void stop(struct watched *watched, int cause)
{
	const uint64_t now = clock_now();

	if (watched->stage == WATCH_RUNNING)
		ask(watched, cause, now);
	else if (watched->stage == WATCH_ASKED)
		trap(watched, now);
}

void watch_stop(struct watch *watch, struct watched *watched, int cause)
{
	pthread_mutex_lock(&watch->lock);
	stop(watched, cause);
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
}

void watch_stop_all(struct watch *watch, int cause)
{
	pthread_mutex_lock(&watch->lock);
	watch->cause = cause;
	compiling_stop(&watch->compiling, cause);
	for (struct watched *i = watch->first; i; i = i->next)
		stop(i, cause);
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
}

void watch_compiling(struct watch *watch, const char *name)
{
	pthread_mutex_lock(&watch->lock);
	compiling_begin(&watch->compiling, name);
	/* What came before is not forgotten. */
	if (watch->cause)
		compiling_stop(&watch->compiling, watch->cause);
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
}

void watch_compiled(struct watch *watch)
{
	pthread_mutex_lock(&watch->lock);
	compiling_end(&watch->compiling);
	pthread_mutex_unlock(&watch->lock);
}
