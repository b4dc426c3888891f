/* SPDX-License-Identifier: MIT */
/*
 * The thread that ends a run from outside: by a signal. It leaves the guest time to
 * flush and go, traps it then, and at last ends the process where the guest is stuck
 * in a call that nothing can interrupt.
 */
#ifndef RUNTIME_WATCH_H
#define RUNTIME_WATCH_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct engine;
struct err;
struct session;

struct watch {
	struct session *session;
	struct engine *engine;
	int grace_ms;
	atomic_int status;  /* the exit status that the end calls for: 128 + signal; 0 before */
	sigset_t signals;
	pthread_t thread;
};

/* Blocks the signals that end a run, for this thread and those that it makes later. */
void watch_block_signals(struct watch *watch);

/* Starts the thread. Stop it before the session or engine goes. 0 or -errno. */
int watch_start(struct watch *watch, struct session *session, struct engine *engine,
		int grace_ms, struct err *err);
void watch_stop(struct watch *watch);

#endif
