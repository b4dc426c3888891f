/* SPDX-License-Identifier: MIT */
/*
 * Pages of the kernel's maps in the guest's memory: of a ring buffer, or of an array with
 * BPF_F_MMAPABLE, which .data, .bss and .rodata have. They lie where the guest wants
 * them, in memory that does not move (engine.h). Unmapping leaves pages of zeros there.
 *
 * The guest reads and writes the pages without the host. Host functions must not write
 * read-only pages either: the processor would stop the host.
 */
#ifndef RECORDS_MAPPING_H
#define RECORDS_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct mapping;
struct source;

/* The mappings of one instance's memory. */
struct mappings {
	struct mapping *first;
	struct mappings *before;  /* of the instance whose call runs this one, on this thread */
};

/* Handles stores of the engine itself (memory.copy, WASI) to read-only pages: the page is
 * replaced with one of the guest's own. Call it before there is an engine: the engine's signal
 * handler then comes first, and passes on faults that are not in a guest's code. Without this
 * call no read-only pages can be mapped. */
void mappings_guard(void);

/* Makes `mappings` those of the instance that runs on this thread, until mappings_leave(). */
void mappings_enter(struct mappings *mappings);
void mappings_leave(struct mappings *mappings);

/* Frees all mappings, just before the instance's memory is freed. */
void mappings_release(struct mappings *mappings);

/*
 * How many bytes of guest memory a mapped map takes; 0 if it cannot be mapped. A ring takes
 * the consumer's page, which can be written, the producer's page, and twice the data.
 */
uint64_t mapping_size(const struct source *source);

/* Maps a map's pages over `at`, which starts a page and has mapping_size() bytes of the
 * guest's memory. What was there is lost, even on failure. -EBUSY if another map is mapped
 * there; -EOPNOTSUPP if a page is read-only and mappings_guard() was not called. */
int mapping_new(struct mappings *mappings, const struct source *source, uint8_t *at,
		struct mapping **ret_mapping, struct err *err);

/* Puts pages of the guest's own back. -ENOMEM if there are none: then the map stays mapped. */
int mapping_free(struct mappings *mappings, struct mapping *mapping);

/* How many bytes the guest took from a mapped ring, including the headers of records. Known by
 * its position, which the guest can write as it likes; so at most what the kernel wrote. 0 if
 * the map is not a ring, or `mapping` is null. */
uint64_t mapping_taken(const struct mapping *mapping);

/* Whether a byte of the range is mapped. */
bool mappings_touch(const struct mappings *mappings, const uint8_t *at, size_t size);

/* Whether a byte of the range is mapped and read-only. */
bool mappings_protect(const struct mappings *mappings, const uint8_t *at, size_t size);

#endif
