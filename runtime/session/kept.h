/* SPDX-License-Identifier: MIT */
/*
 * Maps that the guest has closed, but that a map of maps may keep in the kernel. They count
 * until the kernel says that they are gone.
 */
#ifndef SESSION_KEPT_H
#define SESSION_KEPT_H

#include <stddef.h>
#include <stdint.h>

struct kept {
	uint32_t *ids;  /* the kernel's */
	size_t count;
};

/* Adds a map by its descriptor. -ENOMEM if there is no memory to note it, or the kernel has no
 * number for it: then it counts until the guest ends. */
int kept_add(struct kept *kept, int fd);

/* Forgets the maps that are gone, and returns how many these were. Without CAP_SYS_ADMIN the
 * kernel does not say, and no map is forgotten. */
size_t kept_forget(struct kept *kept);

void kept_release(struct kept *kept);

#endif
