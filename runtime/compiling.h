/* SPDX-License-Identifier: MIT */
/*
 * Bounds of compilations. Nothing can interrupt a compilation. So if one takes too long or too
 * much memory, or must stop, the process ends. Callers hold the lock of the watch.
 */
#ifndef RUNTIME_COMPILING_H
#define RUNTIME_COMPILING_H

#include <stdint.h>

struct message_sink;

struct compiling {
	unsigned int count;   /* how many compilations are under way */
	const char *name;     /* of the last one that began */
	uint64_t began_at;    /* clock_now() when it began */
	/* Ends the process. `cause` is a signal's number or WATCH_... Null: there are no
	 * bounds. */
	void (*leave)(void *context,
		      int cause);
	void *context;        /* of `leave` */
	const struct message_sink *messages;
	uint64_t due;         /* clock_now() when the time is over, or UINT64_MAX */
	uint64_t memory;      /* bytes that the process may take, or UINT64_MAX */
	int told;             /* the user knows that it takes a while */
};

void compiling_init(struct compiling *compiling);

void compiling_begin(struct compiling *compiling, const char *name);
void compiling_end(struct compiling *compiling);

/* Ends the process if a bound is exceeded. Returns when to look again. */
uint64_t compiling_look(struct compiling *compiling, uint64_t now);

/* Ends the process if a compilation is under way. */
void compiling_stop(struct compiling *compiling, int cause);

#endif
