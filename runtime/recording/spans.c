// SPDX-License-Identifier: MIT
#include "recording/spans.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "lib/buf.h"

/* Longer ones are hashed if the host reads them, and cut after what changed if it writes them. */
enum { KEPT_WHOLE = 1024, WRITTEN_WHOLE = 4096, SEARCHED = 1024 };

void spans_begin(struct spans *spans, struct engine_instance *instance, struct tape_bytes type,
		 const uint64_t *args)
{
	spans->instance = instance;
	spans->type = type;
	spans->args = args;
	spans->count = 0;
	spans->is_cut = false;
}

static const uint8_t *bytes_of(const struct spans *spans, const struct span *span)
{
	size_t memory;

	return engine_memory(spans->instance, &memory) + span->pointer;
}

static bool find_argument(const struct spans *spans, uint32_t pointer, struct tape_place *ret)
{
	const size_t params = tape_params(spans->type);

	for (size_t i = 0; i < params; i++)
		if (spans->type.at[i] == 'p' && (uint32_t)spans->args[i] == pointer) {
			*ret = (struct tape_place){ .by = TAPE_BY_ARGUMENT,
						    .argument = (uint32_t)i };
			return true;
		}
	return false;
}

/* An address that stands in what an argument points to. */
static bool find_pointer(const struct spans *spans, uint32_t pointer, struct tape_place *ret)
{
	for (size_t i = 0; i < spans->count; i++) {
		const struct span *span = &spans->list[i];
		const size_t end = span->size < SEARCHED ? span->size : SEARCHED;

		for (uint32_t at = 0; span->place.by == TAPE_BY_ARGUMENT && at + 4 <= end; at += 4)
			if (memcmp(bytes_of(spans, span) + at, &pointer, 4) == 0) {
				*ret = (struct tape_place){ TAPE_BY_POINTER, span->place.argument,
							    at };
				return true;
			}
	}
	return false;
}

static bool has(const struct spans *spans, uint32_t pointer, uint64_t size, bool writes)
{
	for (size_t i = 0; i < spans->count; i++)
		if (spans->list[i].pointer == pointer && spans->list[i].size == size &&
		    spans->list[i].writes == writes)
			return true;
	return false;
}

static void add_input(const struct span *span, const uint8_t *bytes, struct buf *events)
{
	struct tape_event event = { .kind = TAPE_IN, .place = span->place, .size = span->size };

	event.is_hashed = span->size > KEPT_WHOLE;
	if (event.is_hashed)
		event.hash = tape_hash(bytes, span->size);
	else
		event.bytes = (struct tape_bytes){ (const char *)bytes, span->size };
	tape_add(events, &event, 0);
}

void spans_add(struct spans *spans, struct buf *events, uint32_t pointer, uint64_t size,
	       bool writes)
{
	struct span *span;

	if (!size || has(spans, pointer, size, writes))
		return;
	if (spans->count == SPANS_MAX) {
		spans->is_cut = true;
		return;
	}
	span = &spans->list[spans->count];
	*span = (struct span){ .pointer = pointer, .size = (uint32_t)size, .writes = writes };
	if (!find_argument(spans, pointer, &span->place) &&
	    !find_pointer(spans, pointer, &span->place))
		span->place = (struct tape_place){ .by = TAPE_BY_ADDRESS, .offset = pointer };
	spans->count++;
	if (!writes)
		add_input(span, bytes_of(spans, span), events);
	else if (size > WRITTEN_WHOLE)
		span->before = malloc(size);
	if (span->before)
		memcpy(span->before, bytes_of(spans, span), size);
}

/* How much of a long one was written: to the last byte that changed, or as the result says. */
static size_t written(const struct span *span, const uint8_t *bytes, int64_t result)
{
	size_t end = span->size;

	if (!span->before)
		return end;
	while (end && (uint8_t)span->before[end - 1] == bytes[end - 1])
		end--;
	if (result > (int64_t)end && result <= span->size)
		end = (size_t)result;
	return end;
}

void spans_end(struct spans *spans, struct buf *events, int64_t result)
{
	for (size_t i = 0; i < spans->count; i++) {
		struct span *span = &spans->list[i];
		const uint8_t *bytes = bytes_of(spans, span);
		const size_t size = span->writes ? written(span, bytes, result) : 0;

		if (size && events)
			tape_add(events,
				 &(struct tape_event){ .kind = TAPE_OUT,
						       .place = span->place,
						       .bytes = { (const char *)bytes, size } },
				 0);
		free(span->before);
	}
}

void spans_find(struct engine_instance *instance, const struct tape_place *place,
		const uint64_t *args, uint64_t size, uint8_t **ret_at)
{
	size_t memory;
	uint8_t *base = engine_memory(instance, &memory);
	uint64_t at = place->offset;
	uint32_t pointer;

	*ret_at = NULL;
	if (place->by != TAPE_BY_ADDRESS)
		at = (uint32_t)args[place->argument];
	if (place->by == TAPE_BY_POINTER) {
		at += place->offset;
		if (at > memory || memory - at < sizeof(pointer))
			return;
		memcpy(&pointer, base + at, sizeof(pointer));
		at = pointer;
	}
	if (at <= memory && size <= memory - at)
		*ret_at = base + at;
}
