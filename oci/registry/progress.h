/* SPDX-License-Identifier: MIT */
/*
 * A bar on the terminal for a transfer that takes more than a second; nothing
 * otherwise, and nothing where stderr is no terminal.
 */
#ifndef REGISTRY_PROGRESS_H
#define REGISTRY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *label;
	uint64_t total;   /* bytes */
	int64_t started;  /* milliseconds of the monotonic clock */
	int64_t drawn;    /* likewise, the last time; 0: never */
	bool enabled;
};

/* Starts a bar for `total` bytes; `label` must outlive it. */
void progress_begin(struct progress *progress, const char *label, uint64_t total, bool quiet);

/* Tells how many bytes are there. Null is fine. */
void progress_set(struct progress *progress, uint64_t done);

/* Takes the bar off the terminal. */
void progress_end(struct progress *progress);

#endif
