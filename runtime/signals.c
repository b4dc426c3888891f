// SPDX-License-Identifier: MIT
#include "runtime/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "runtime/runtime.h"

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct wasm_bpf_runtime *runtimes;
static sigset_t taken;
static atomic_bool done;

/* A write to a closed pipe signals the thread that wrote: pass it on to the one that waits as
 * a SIGTERM that carries its number. The write itself fails with EPIPE. */
static void forward(int number)
{
	sigqueue(getpid(), SIGTERM, (union sigval){ .sival_int = number });
}

/* A process that watches over this one passes on what it gets, by sigqueue(3). Whoever signals
 * all processes of a service does not mean to do so twice. */
static bool is_repeated(const siginfo_t *info)
{
	static unsigned int direct, passed_on;

	if (info->si_code == SI_QUEUE && info->si_pid == getppid())
		return ++passed_on <= direct;
	return ++direct <= passed_on;
}

/* What we send ourselves is a SIGTERM that says what it means. */
static int wait_signal(void)
{
	siginfo_t info;
	int number;

	do
		number = sigwaitinfo(&taken, &info);
	while (number < 0 || is_repeated(&info));
	return info.si_code == SI_QUEUE && info.si_pid == getpid() ? info.si_value.sival_int
								   : number;
}

/* As if nobody had taken it. */
static void give_back(int number)
{
	sigset_t one;

	signal(number, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, number);
	pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	raise(number);
}

static void *run(void *arg)
{
	(void)arg;
	for (;;) {
		const int number = wait_signal();

		pthread_mutex_lock(&lock);
		for (struct wasm_bpf_runtime *i = runtimes; i; i = i->next)
			watch_stop_all(&i->watch, number);
		/* A write to a closed pipe failed, and its writer knows. */
		if (!runtimes && number != SIGPIPE)
			give_back(number);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static int block(struct err *err)
{
	struct sigaction old;
	sigset_t all, before;
	pthread_t thread;
	int code;

	sigemptyset(&taken);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		/* nohup asks that a hangup be ignored; but a shell that ignores interrupts
		 * for its background jobs does not mean them to be endless. */
		sigaction(ending[i], NULL, &old);
		if (ending[i] == SIGHUP && old.sa_handler == SIG_IGN)
			continue;
		signal(ending[i], SIG_DFL);
		sigaddset(&taken, ending[i]);
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&thread, NULL, run, NULL);
	if (!code)
		pthread_detach(thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (code)
		return err_set(err, code, "cannot make a thread: %s", strerror(code));
	pthread_sigmask(SIG_BLOCK, &taken, NULL);
	signal(SIGPIPE, forward);
	return 0;
}

int signals_take(struct err *err)
{
	int ret = 0;

	pthread_mutex_lock(&lock);
	if (!done)
		ret = block(err);
	if (!ret)
		done = true;
	pthread_mutex_unlock(&lock);
	return ret;
}

bool signals_are_taken(void)
{
	return done;
}

void signals_stop(struct wasm_bpf_runtime *runtime)
{
	pthread_mutex_lock(&lock);
	runtime->next = runtimes;
	runtimes = runtime;
	pthread_mutex_unlock(&lock);
}

void signals_forget(struct wasm_bpf_runtime *runtime)
{
	struct wasm_bpf_runtime **link = &runtimes;

	pthread_mutex_lock(&lock);
	while (*link && *link != runtime)
		link = &(*link)->next;
	if (*link)
		*link = runtime->next;
	pthread_mutex_unlock(&lock);
}
