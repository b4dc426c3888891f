/* SPDX-License-Identifier: MIT */
/*
 * The thread that ends a run from outside: by a signal, or after a time. It leaves the
 * guest time to flush and go, traps it then, and at last ends the process where the
 * guest is stuck in a call that nothing can interrupt.
 */
#ifndef RUNTIME_WATCH_H
#define RUNTIME_WATCH_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

struct engine;
struct err;
struct session;

enum { WATCH_TIMED_OUT = 124 };

struct watch {
	struct session *session;
	struct engine *engine;
	int grace_ms;       /* between the interrupt and the trap */
	int64_t timeout_ms; /* until the run is ended without a signal, or negative */
	atomic_int status;  /* that the end calls for: 128 + signal or WATCH_TIMED_OUT; 0 before */
	sigset_t signals;
	pthread_t thread;
};

/* Blocks the signals that end a run, for this thread and those that it makes later. */
void watch_block_signals(struct watch *watch);

/* Starts the thread, the times being set. Stop it before the session or engine goes.
 * 0 or -errno. */
int watch_start(struct watch *watch, struct session *session, struct engine *engine,
		struct err *err);
void watch_stop(struct watch *watch);

#endif
