/* SPDX-License-Identifier: MIT */
/*
 * Maps that a guest has "mapped" while its run is recorded. The kernel's pages are not in the
 * guest's memory: what changed there is copied to the guest when a host function returns, and what
 * the guest changed is copied to the kernel when it calls one. So the guest sees nothing that the
 * recording does not have.
 */
#ifndef RECORDS_MIRROR_H
#define RECORDS_MIRROR_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct mirror;
struct source;

struct mirrors {
	struct mirror *first;
};

/* Takes what changed: bytes at an offset of a map. */
typedef void mirror_taker(void *context, int32_t handle, uint64_t offset, const void *bytes,
			  size_t size);

/* Mirrors an array or a user ring buffer at `at` in the guest's memory, which becomes zeros until
 * mirrors_take(). -errno. */
int mirror_new(struct mirrors *mirrors, const struct source *source, int32_t handle, uint8_t *at,
	       struct mirror **ret_mirror, struct err *err);

/* Leaves zeros there. Null is fine. */
void mirror_free(struct mirrors *mirrors, struct mirror *mirror);

/* Hands the guest's changes to the kernel. */
void mirrors_give(struct mirrors *mirrors);

/* Copies the kernel's changes to the guest, and tells `take` of them. */
void mirrors_take(struct mirrors *mirrors, mirror_taker *take, void *context);

#endif
