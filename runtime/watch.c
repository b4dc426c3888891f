// SPDX-License-Identifier: MIT
#include "watch.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "lib/err.h"
#include "session.h"

enum { LAST_RESORT_MS = 300 };

enum { STOPPED = -1 };  /* what the thread is told in place of a signal's number */

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

/* A write to a closed pipe signals the thread that wrote: pass it on to the watch as a
 * SIGTERM that carries its number. The write itself fails with EPIPE. */
static void forward(int number)
{
	sigqueue(getpid(), SIGTERM, (union sigval){ .sival_int = number });
}

void watch_block_signals(struct watch *watch)
{
	struct sigaction old;

	sigemptyset(&watch->signals);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		/* nohup asks that a hangup be ignored; but a shell that ignores interrupts
		 * for its background jobs does not mean them to be endless. */
		sigaction(ending[i], NULL, &old);
		if (ending[i] == SIGHUP && old.sa_handler == SIG_IGN)
			continue;
		signal(ending[i], SIG_DFL);
		sigaddset(&watch->signals, ending[i]);
	}
	pthread_sigmask(SIG_BLOCK, &watch->signals, NULL);
	signal(SIGPIPE, forward);
}

/* Waits for a signal for `ms` (negative: for as long as it takes): its number, or 0, or
 * STOPPED. What we send ourselves is a SIGTERM that says what it means. */
static int wait_signal(const struct watch *watch, int64_t ms)
{
	const struct timespec limit = { ms / 1000, ms % 1000 * 1000000 };
	siginfo_t info;
	int number;

	do
		number = ms < 0 ? sigwaitinfo(&watch->signals, &info)
				: sigtimedwait(&watch->signals, &info, &limit);
	while (number < 0 && errno == EINTR);
	if (number < 0)
		return 0;
	if (info.si_code == SI_QUEUE && info.si_pid == getpid())
		return info.si_value.sival_int;
	return number;
}

static void *run(void *arg)
{
	struct watch *watch = arg;
	int number = wait_signal(watch, watch->timeout_ms);

	if (number == STOPPED)
		return NULL;
	atomic_store(&watch->status, number ? 128 + number : WATCH_TIMED_OUT);
	session_interrupt(watch->session);
	if (wait_signal(watch, watch->grace_ms) == STOPPED)
		return NULL;
	engine_interrupt(watch->engine);
	if (wait_signal(watch, LAST_RESORT_MS) == STOPPED)
		return NULL;
	session_abandon(watch->session);
	_exit(atomic_load(&watch->status));
}

int watch_start(struct watch *watch, struct session *session, struct engine *engine,
		struct err *err)
{
	int code;

	watch->session = session;
	watch->engine = engine;
	atomic_init(&watch->status, 0);
	code = pthread_create(&watch->thread, NULL, run, watch);
	return code ? err_set(err, code, "cannot make a thread: %s", strerror(code)) : 0;
}

void watch_stop(struct watch *watch)
{
	pthread_sigqueue(watch->thread, SIGTERM, (union sigval){ .sival_int = STOPPED });
	pthread_join(watch->thread, NULL);
}
