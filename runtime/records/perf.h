/* SPDX-License-Identifier: MIT */
/*
 * The perf buffers of a perf event array: one for each CPU, which libbpf reads. Layout of their
 * pages and records: perf_event_open(2).
 */
#ifndef RECORDS_PERF_H
#define RECORDS_PERF_H

#include <stddef.h>
#include <stdint.h>

#include "records/buffer.h"

struct perf_buffer;

struct perf {
	struct perf_buffer *libbpf;
	int map_fd;
	size_t size;       /* bytes for each CPU */
	size_t next;       /* the buffer of a CPU that the next pass begins with */
	uint32_t cpu;      /* whose record is handed over */
	uint32_t cpus;     /* that there can be */
	uint64_t *losses;  /* of each CPU, that nobody took yet */
	int *quiet; /* of each CPU an event that wakes nobody, or -1; null until it is wanted */
	/* Of the pass that is under way, for libbpf's callback. */
	buffer_record *record;
	void *context;
	uint64_t *lost;
	int stop;
};

/* Makes `pages` (0: the default) for each CPU. 0 or -errno. */
int perf_open(struct perf *perf, int map_fd, uint32_t pages);
void perf_close(struct perf *perf);

/* As the functions of buffer.h. */
uint64_t perf_filled(const struct perf *perf);
unsigned int perf_count(const struct perf *perf, unsigned int max);
int perf_consume(struct perf *perf, buffer_record *record, void *context, uint64_t *lost);
uint32_t perf_take_lost(struct perf *perf, uint32_t cpu);

/*
 * Gives the map, for each CPU, an event that writes to the same buffer and wakes nobody, or again
 * the one that wakes us. A program that had the event already may write one more record by it:
 * after perf_arm() look once more, a millisecond later. 0 or -errno, and then all is armed.
 */
int perf_disarm(struct perf *perf);
int perf_arm(struct perf *perf);

#endif
