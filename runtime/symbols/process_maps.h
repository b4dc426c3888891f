/* SPDX-License-Identifier: MIT */
/* What is mapped in a process: /proc/PID/maps, as proc_pid_maps(5) describes it. */
#ifndef SYMBOLS_PROCESS_MAPS_H
#define SYMBOLS_PROCESS_MAPS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

struct err;

struct process_map {
	uint64_t start;
	uint64_t end;
	uint64_t offset;   /* in the file */
	uint64_t inode;    /* 0: no file is mapped */
	const char *path;  /* as the kernel prints it, such as "[vdso]"; may be empty */
};

struct process_maps {
	struct process_map *maps;  /* in the order of addresses; they do not overlap */
	size_t count;
	struct buf text;           /* holds the paths */
};

/* Reads the maps of a process. -ESRCH if there is no such process, or another -errno. */
int process_maps_read(struct process_maps *maps, int32_t pid, struct err *err);

/* Parses the file's text, which is moved to `maps`. Lines of another form are left out. 0 or
 * -ENOMEM. */
int process_maps_parse(struct process_maps *maps, struct buf *text);
void process_maps_release(struct process_maps *maps);

/* The map that contains an address, or null. */
const struct process_map *process_maps_at(const struct process_maps *maps, uint64_t address);

#endif
