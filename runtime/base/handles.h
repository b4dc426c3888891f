/* SPDX-License-Identifier: MIT */
/*
 * Handles: the small numbers by which a guest names what the host owns. A number that was
 * freed is used again only after some 500,000 others of its slot, so that the use of a stale
 * handle is an error.
 */
#ifndef BASE_HANDLES_H
#define BASE_HANDLES_H

#include <stdint.h>

struct handle_slot;

struct handles {
	struct handle_slot *slots;
	uint32_t count;
	uint32_t lowest;  /* all slots before this one are used */
	uint32_t used;    /* slots that are not free */
};

enum { HANDLES_MAX = 4095 };  /* at once */

/* A new handle, positive, for a pointer that is not null; -EMFILE or -ENOMEM. */
int32_t handles_add(struct handles *handles, void *pointer);

/* The pointer, or null for any number that is not a handle now. */
void *handles_find(const struct handles *handles, int64_t handle);

void handles_remove(struct handles *handles, int64_t handle);

/* Calls `visit` for the pointer of each handle. It must not add handles. */
void handles_each(const struct handles *handles, void (*visit)(void *pointer));

/* The pointer in slot number `slot`, of `count` in all, or null while that is free. */
void *handles_at(const struct handles *handles, uint32_t slot);

void handles_release(struct handles *handles);

#endif
