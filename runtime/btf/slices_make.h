/* SPDX-License-Identifier: MIT */
/* Makes an archive of slices (slices.h). */
#ifndef BTF_SLICES_MAKE_H
#define BTF_SLICES_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "btf/slices.h"
#include "lib/buf.h"

struct err;

/* A slice, once for all kernels that have it. */
struct slices_made {
	uint8_t digest[SLICES_DIGEST_SIZE]; /* of its bytes */
	uint32_t offset;                    /* of its packed bytes */
	uint32_t packed;                    /* bytes */
	uint32_t size;                      /* bytes */
};

struct slices_maker {
	uint8_t objects[SLICES_OBJECTS_MAX][SLICES_DIGEST_SIZE];
	uint32_t object_count;
	struct slices_kernel *kernels;
	uint32_t kernel_count;
	struct slices_made *slices;
	uint32_t slice_count;
	struct buf bytes; /* packed ones */
};

void slices_maker_init(struct slices_maker *maker);
void slices_maker_release(struct slices_maker *maker);

/* Says that the slices are for that object. -E2BIG if there are too many. */
int slices_add_object(struct slices_maker *maker, const uint8_t digest[static SLICES_DIGEST_SIZE],
		      struct err *err);

/* Adds a kernel's slice. A kernel that was added may come again with the same slice; -EEXIST if
 * it is another. -EINVAL if a name is empty or too long; -E2BIG, -ENOMEM. */
int slices_add(struct slices_maker *maker, const char *release, const char *arch, const void *slice,
	       size_t size, struct err *err);

/* Adds the archive to `to`. 0 or -ENOMEM. */
int slices_write(struct slices_maker *maker, struct buf *to, struct err *err);

#endif
