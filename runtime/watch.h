/* SPDX-License-Identifier: MIT */
/*
 * The thread that ends runs from outside: when their time is over, or when they are told to
 * stop. It gives a guest time to leave, then traps it. If the guest is stuck in a call that
 * nothing can interrupt, it reports that at last.
 */
#ifndef RUNTIME_WATCH_H
#define RUNTIME_WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/compiling.h"

struct err;
struct session;

/* Why a run ends: the number of a signal, or one of these. */
enum { WATCH_NO_CAUSE = 0, WATCH_TIMED_OUT = -1, WATCH_STOPPED = -2, WATCH_NO_MEMORY = -3 };

enum watch_stage {
	WATCH_RUNNING,
	WATCH_ASKED,    /* it was asked to leave, and has the grace period for that */
	WATCH_TRAPPED,
	WATCH_STUCK,
};

/* A run that is watched. */
struct watched {
	struct session *session;
	int64_t timeout_ms;  /* negative: no limit */
	int64_t grace_ms;    /* negative: no limit */
	void (*stuck)(void *context, int cause);  /* or null; called with the lock held */
	void *context;       /* of `stuck` */
	/* The watch's own. */
	struct watched *next;
	enum watch_stage stage;
	int cause;
	uint64_t due;  /* clock_now() when the next stage comes */
	uint64_t detach_time;  /* session_detach_time() when it was asked to leave */
	uint64_t held_up;      /* the detach time since then that was added to `due` */
};

struct watch {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct watched *first;
	struct compiling compiling;
	int cause;    /* why all runs end, later ones, too; or WATCH_NO_CAUSE */
	bool ending;
};

/* Starts the thread, which handles no signal. 0 or -errno. */
int watch_start(struct watch *watch, struct err *err);

/* Ends the thread. No run may be watched any more. */
void watch_end(struct watch *watch);

/* Watches a run until watch_remove(), which returns the cause of its end. */
void watch_add(struct watch *watch, struct watched *watched);
int watch_remove(struct watch *watch, struct watched *watched);

/* Call them when a compilation begins and when it ends. `name` is the module's, for messages. */
void watch_compiling(struct watch *watch, const char *name);
void watch_compiled(struct watch *watch);

/* Asks a watched run to leave, for that cause. The second call traps it. From any thread. */
void watch_stop(struct watch *watch, struct watched *watched, int cause);

/* The same for all watched runs, and for those that come later. */
void watch_stop_all(struct watch *watch, int cause);

#endif
