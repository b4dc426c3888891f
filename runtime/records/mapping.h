/* SPDX-License-Identifier: MIT */
/*
 * Pages of the kernel's maps in the guest's memory: a ring buffer, or an array made with
 * BPF_F_MMAPABLE, which .data, .bss and .rodata are. Such pages lie where the guest wants
 * them, in memory that does not move (engine.h), until they are taken out again: pages
 * full of zeros are put in their place.
 *
 * The guest reads and writes them without the host. What the kernel does not let it
 * write, host functions must not write either: the processor would stop the host.
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
	struct mappings *before;  /* of the instance that called this one, on its thread */
};

/* What the engine itself stores for a guest (memory.copy, WASI) does not come by the host
 * functions: from here on such a store to a page that can only be read gets a page of the
 * guest's own in its place. Call it before there is an engine, whose handler of signals
 * then comes first, and passes on what is no store of a guest's code. Without it nothing
 * can be mapped that can only be read. */
void mappings_guard(void);

/* From here to mappings_leave() they are those of the instance that runs on this thread. */
void mappings_enter(struct mappings *mappings);
void mappings_leave(struct mappings *mappings);

/* Frees all, just before the instance's memory goes. */
void mappings_release(struct mappings *mappings);

/*
 * Bytes of guest memory that mapping a map takes, 0 where it cannot be mapped. A ring's
 * are the consumer's page, which can be written, the producer's, and twice the data.
 */
uint64_t mapping_size(const struct source *source);

/* Maps a map's pages over `at`, which starts a page and has mapping_size() bytes of the
 * guest's memory. -EBUSY when there is a mapping
 * already, -EOPNOTSUPP without mappings_guard() where a page can only be read. What was
 * there is lost, even on failure. */
int mapping_new(struct mappings *mappings, const struct source *source, uint8_t *at,
		struct mapping **ret_mapping, struct err *err);

/* Puts pages of the guest's own back. -ENOMEM where there are none: it is still mapped. */
int mapping_free(struct mappings *mappings, struct mapping *mapping);

/* Bytes that the guest took from a ring in place, records' headers among them: by its
 * position, which it can write as it likes, but no more than the kernel wrote. 0 for what
 * is no ring, or null. */
uint64_t mapping_taken(const struct mapping *mapping);

/* Whether a byte of the range is mapped; whether it is and can only be read. */
bool mappings_touch(const struct mappings *mappings, const uint8_t *at, size_t size);
bool mappings_protect(const struct mappings *mappings, const uint8_t *at, size_t size);

#endif
