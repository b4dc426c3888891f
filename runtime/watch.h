/* SPDX-License-Identifier: MIT */
/*
 * The thread that ends runs from outside: when their time is up, or when they are told to
 * stop. It leaves a guest time to flush and go, traps it then, and at last says so where
 * the guest is stuck in a call that nothing can interrupt.
 */
#ifndef RUNTIME_WATCH_H
#define RUNTIME_WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/compiling.h"

struct err;
struct session;

/* Why a run is ended: the number of the signal, or one of these. */
enum { WATCH_NO_CAUSE = 0, WATCH_TIMED_OUT = -1, WATCH_STOPPED = -2, WATCH_NO_MEMORY = -3 };

enum watch_stage {
	WATCH_RUNNING,
	WATCH_ASKED,    /* to leave, and has the grace to do so */
	WATCH_TRAPPED,
	WATCH_STUCK,
};

/* A run that is watched. The times are in ms, negative for no limit. */
struct watched {
	struct session *session;
	int64_t timeout_ms;
	int64_t grace_ms;
	void (*stuck)(void *context, int cause);  /* or null; called with the lock held */
	void *context;
	/* The watch's own. */
	struct watched *next;
	enum watch_stage stage;
	int cause;
	uint64_t due;  /* when the next stage comes, as clock_now() counts */
	uint64_t detach_time;  /* session_detach_time() when it was asked to leave, */
	uint64_t held_up;      /* and how much of that since then `due` has in it */
};

struct watch {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct watched *first;
	struct compiling compiling;
	int cause;    /* for which all are ended, from now on each that comes */
	bool ending;
};

/* Starts the thread, which takes no signal. 0 or -errno. */
int watch_start(struct watch *watch, struct err *err);

/* Nothing is watched any more. */
void watch_end(struct watch *watch);

/* Watches a run from here to watch_remove(), which gives the cause for which it was ended. */
void watch_add(struct watch *watch, struct watched *watched);
int watch_remove(struct watch *watch, struct watched *watched);

/* A compilation begins, and ends; `name` is the module's, for messages. */
void watch_compiling(struct watch *watch, const char *name);
void watch_compiled(struct watch *watch);

/* Asks a run that is watched to leave, with that cause; the second time, traps it. From any
 * thread. */
void watch_stop(struct watch *watch, struct watched *watched, int cause);

/* The same for all that are watched; and asks those that come later. */
void watch_stop_all(struct watch *watch, int cause);

#endif
