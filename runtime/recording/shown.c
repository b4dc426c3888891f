// SPDX-License-Identifier: MIT
#include "recording/shown.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "imports/guest.h"
#include "lib/err.h"
#include "session/emission.h"
#include "session/session.h"

enum { OBJECT_MAX = 64 << 20 };

/* An object's bytes, or a stream, by the recorded handle. */
struct shown_item {
	struct shown_item *next;
	int64_t handle;
	struct emission *emission;  /* null: an object */
	size_t size;
	char bytes[];
};

static struct shown_item *find(const struct shown *shown, int64_t handle, bool is_stream)
{
	struct shown_item *item = shown->first;

	while (item && (item->handle != handle || !item->emission == is_stream))
		item = item->next;
	return item;
}

static struct shown_item *add(struct shown *shown, int64_t handle, const void *bytes, size_t size)
{
	struct shown_item *item = malloc(sizeof(*item) + size);

	if (!item)
		return NULL;
	*item = (struct shown_item){ .next = shown->first, .handle = handle, .size = size };
	if (size)
		memcpy(item->bytes, bytes, size);
	shown->first = item;
	return item;
}

static void take_object(struct shown *shown, const struct session *session, const uint64_t *args,
			int64_t handle)
{
	const uint32_t size = (uint32_t)args[1];
	const void *bytes = guest_range(session, args[0], size);

	if (bytes && size <= OBJECT_MAX)
		add(shown, handle, bytes, size);
}

static void open_stream(struct shown *shown, struct session *session, const uint64_t *args,
			int64_t handle)
{
	const struct shown_item *object = args[0] ? find(shown, (int32_t)args[0], false) : NULL;
	const uint32_t size = (uint32_t)args[2];
	const void *bytes = object    ? object->bytes
			    : args[0] ? NULL
				      : guest_range(session, args[1], size);
	const char *type = guest_string(session, args[3], GUEST_NAME_MAX);
	const char *name = guest_string(session, args[4], GUEST_NAME_MAX);
	struct err err = ERR_INIT;
	struct emission *emission;
	struct shown_item *item;

	if (!bytes || !type || !name ||
	    emission_open(session, NULL, bytes, object ? object->size : size, type, name, &emission,
			  &err) < 0)
		return;
	item = add(shown, handle, NULL, 0);
	if (item)
		item->emission = emission;
}

static void emit(const struct shown *shown, struct session *session, const uint64_t *args)
{
	const struct shown_item *item = find(shown, (int32_t)args[0], true);
	const uint32_t size = (uint32_t)args[2];
	const void *records = size ? guest_range(session, args[1], size) : "";
	struct err err = ERR_INIT;

	if (item && records)
		emission_emit(session, item->emission, records, size, &err);
}

void shown_take(struct shown *shown, struct session *session, struct tape_bytes name,
		const uint64_t *args, int64_t result)
{
	if (result > 0 && tape_is(name, "object_open"))
		take_object(shown, session, args, result);
	else if (result > 0 && tape_is(name, "stream_open"))
		open_stream(shown, session, args, result);
	else if (result >= 0 && tape_is(name, "stream_emit"))
		emit(shown, session, args);
}

void shown_release(struct shown *shown)
{
	while (shown->first) {
		struct shown_item *next = shown->first->next;

		free(shown->first);
		shown->first = next;
	}
}
