/* SPDX-License-Identifier: MIT */
/* Archives of BTF slices (btf/slices.h) in the files that carry them. */
#ifndef NAMING_CARRY_H
#define NAMING_CARRY_H

#include <stddef.h>

struct buf;
struct err;

/* Puts an archive into the bytes of a guest or an object, in the place of one that is there. Of a
 * guest all else stays as it is; of an object its sections keep their contents. 0, -EINVAL or
 * -ENOMEM. */
int carry_put(struct buf *file, const void *archive, size_t size, struct err *err);

/* Puts a custom section at the end of a module or component, in the place of those of that name that
 * are there. 0, -EINVAL or -ENOMEM. */
int carry_section(struct buf *file, const char *section, const void *contents, size_t size,
		  struct err *err);

/* Takes all custom sections of that name out. */
void carry_remove(struct buf *file, const char *section);

#endif
