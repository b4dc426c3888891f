// SPDX-License-Identifier: MIT
#include "base/handles.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

/* A handle is (generation << SLOT_BITS) + slot number + 1. */
enum { SLOT_BITS = 12, GENERATIONS = 1 << (31 - SLOT_BITS) };

struct handle_slot {
	void *pointer;  /* null while free */
	uint32_t generation;
};

static int32_t number(const struct handles *handles, uint32_t slot)
{
	return (int32_t)(handles->slots[slot].generation << SLOT_BITS | (slot + 1));
}

static int grow(struct handles *handles)
{
	uint32_t count = handles->count ? handles->count * 2 : 16;
	struct handle_slot *slots;

	if (handles->count == HANDLES_MAX)
		return -EMFILE;
	if (count > HANDLES_MAX)
		count = HANDLES_MAX;
	slots = realloc(handles->slots, count * sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	for (uint32_t i = handles->count; i < count; i++)
		slots[i] = (struct handle_slot){ 0 };
	handles->slots = slots;
	handles->count = count;
	return 0;
}

int32_t handles_add(struct handles *handles, void *pointer)
{
	uint32_t slot = handles->lowest;
	int ret;

	while (slot < handles->count && handles->slots[slot].pointer)
		slot++;
	if (slot == handles->count) {
		ret = grow(handles);
		if (ret < 0)
			return ret;
	}
	handles->slots[slot].pointer = pointer;
	handles->lowest = slot + 1;
	handles->used++;
	return number(handles, slot);
}

void *handles_find(const struct handles *handles, int64_t handle)
{
	uint32_t slot = ((uint32_t)handle & ((1u << SLOT_BITS) - 1)) - 1;

	if (slot >= handles->count || number(handles, slot) != handle)
		return NULL;
	return handles->slots[slot].pointer;
}

void handles_remove(struct handles *handles, int64_t handle)
{
	struct handle_slot *slot;

	if (!handles_find(handles, handle))
		return;
	slot = &handles->slots[((uint32_t)handle & ((1u << SLOT_BITS) - 1)) - 1];
	slot->pointer = NULL;
	handles->used--;
	slot->generation = (slot->generation + 1) % GENERATIONS;
	if (slot - handles->slots < handles->lowest)
		handles->lowest = (uint32_t)(slot - handles->slots);
}

void handles_each(const struct handles *handles, void (*visit)(void *pointer))
{
	for (uint32_t i = 0; i < handles->count; i++)
		if (handles->slots[i].pointer)
			visit(handles->slots[i].pointer);
}

void *handles_at(const struct handles *handles, uint32_t slot)
{
	return handles->slots[slot].pointer;
}

void handles_release(struct handles *handles)
{
	free(handles->slots);
	*handles = (struct handles){ 0 };
}
