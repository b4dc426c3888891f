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

static void wait_signal(const struct watch *watch, int ms)
{
	const struct timespec limit = { ms / 1000, ms % 1000 * 1000000L };

	while (sigtimedwait(&watch->signals, NULL, &limit) < 0 && errno == EINTR)
		;
}

static void *run(void *arg)
{
	struct watch *watch = arg;
	siginfo_t info;
	int number;

	while (sigwaitinfo(&watch->signals, &info) < 0)
		;
	number = info.si_code == SI_QUEUE && info.si_value.sival_int == SIGPIPE ? SIGPIPE
										: info.si_signo;
	atomic_store(&watch->status, 128 + number);
	session_interrupt(watch->session);
	wait_signal(watch, watch->grace_ms);
	engine_interrupt(watch->engine);
	wait_signal(watch, LAST_RESORT_MS);
	session_abandon(watch->session);
	_exit(atomic_load(&watch->status));
}

int watch_start(struct watch *watch, struct session *session, struct engine *engine,
		int grace_ms, struct err *err)
{
	int code;

	watch->session = session;
	watch->engine = engine;
	watch->grace_ms = grace_ms;
	atomic_init(&watch->status, 0);
	code = pthread_create(&watch->thread, NULL, run, watch);
	return code ? err_set(err, code, "cannot make a thread: %s", strerror(code)) : 0;
}

void watch_stop(struct watch *watch)
{
	pthread_cancel(watch->thread);
	pthread_join(watch->thread, NULL);
}
