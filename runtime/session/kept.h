/* SPDX-License-Identifier: MIT */
/*
 * Maps that the guest has no handle of any more, and that a map of maps of its may keep in the
 * kernel all the same: they count until the kernel says that they are gone.
 */
#ifndef SESSION_KEPT_H
#define SESSION_KEPT_H

#include <stddef.h>
#include <stdint.h>

struct kept {
	uint32_t *ids;  /* the kernel's */
	size_t count;
};

/* Adds a map by its descriptor. Where there is no memory to note it, or the kernel has no number
 * for it, it is kept for good: -ENOMEM. */
int kept_add(struct kept *kept, int fd);

/* Forgets those that are gone: how many. Without CAP_SYS_ADMIN the kernel does not tell, and none
 * is forgotten. */
size_t kept_forget(struct kept *kept);

void kept_release(struct kept *kept);

#endif
