/* SPDX-License-Identifier: MIT */
/*
 * A guest that is replaced when what it is named by means something else, or when the policy has
 * changed. Each guest runs in a process of its own; this one keeps what one leaves to the next.
 */
#ifndef SERVICE_UPDATE_H
#define SERVICE_UPDATE_H

#include <stdbool.h>
#include <stdint.h>

struct keeper;

struct update {
	/* Called in a process of its own: finds what is named, if `again` also where that was
	 * looked up before, compiles it, and gives it to keeper_send_module(). Its exit status. */
	int (*look)(void *context, const struct keeper *keeper, bool again);
	/* Called in a process of its own, which a service manager seems to have started: runs the
	 * bytes at that path. Its exit status. */
	int (*run)(void *context, const char *path, bool is_first);
	void *context;
	uint64_t interval; /* between looks, in ns; 0: only at a SIGHUP */
	uint64_t grace;    /* what a guest has to end, in ns */
};

/* Runs guests until one ends by itself, or is told to: the exit status. */
int update_run(const struct update *update);

#endif
