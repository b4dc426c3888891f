/* SPDX-License-Identifier: MIT */
/*
 * Bounds of compilations, which nothing can interrupt: when one takes too long or too much
 * memory, or is to be stopped, all that can be done is to end the process. The functions are
 * called with the lock of the watch held.
 */
#ifndef RUNTIME_COMPILING_H
#define RUNTIME_COMPILING_H

#include <stdint.h>

struct message_sink;

struct compiling {
	unsigned int count;   /* compilations under way */
	const char *name;     /* of the last one that began */
	uint64_t began_at;    /* as clock_now() counts */
	/* The bounds: none without `leave`. */
	void (*leave)(void *context,
		      int cause);  /* ends the process: a signal's number, or WATCH_... */
	void *context;
	const struct message_sink *messages;
	uint64_t due;         /* when time is up, or UINT64_MAX */
	uint64_t memory;      /* bytes that the process may take, or UINT64_MAX */
	int told;             /* that it goes on: once */
};

void compiling_init(struct compiling *compiling);

void compiling_begin(struct compiling *compiling, const char *name);
void compiling_end(struct compiling *compiling);

/* Leaves where a bound is passed; when to look again. */
uint64_t compiling_look(struct compiling *compiling, uint64_t now);

/* Leaves, if a compilation is under way. */
void compiling_stop(struct compiling *compiling, int cause);

#endif
