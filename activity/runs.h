/* SPDX-License-Identifier: MIT */
/* The runs on this host: by their notes, and by the processes that hold BPF. */
#ifndef ACTIVITY_RUNS_H
#define ACTIVITY_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "activity/note.h"
#include "activity/process.h"

struct err;

struct run {
	bool has_note; /* a process of wasm-bpf in a container may have none that is seen here */
	struct note note;
	struct process process;
	char name[64]; /* of printable characters */
	char unit[256]; /* of systemd; or empty */
	unsigned int programs, maps, links;
	uint64_t bpf_memory; /* bytes */
};

struct runs {
	struct run *list; /* by their start */
	size_t count;
	size_t stale; /* notes of runs that are gone */
	struct holdings holdings;
};

/* Reads them. `all`: holdings are those of all processes. -ENOMEM. */
int runs_read(bool all, struct runs *ret_runs, struct err *err);
void runs_release(struct runs *runs);

/* The run of a process, or null. */
const struct run *runs_find(const struct runs *runs, pid_t pid);

/* "attached", "starting", "unhealthy", "stopping"; or "silent": it has not written lately. */
const char *run_state(const struct run *run);

/* "12.3M" of a number of bytes. */
void runs_size(uint64_t bytes, char text[static 16]);

#endif
