// SPDX-License-Identifier: MIT
/* Imports for ring and perf buffers. */
#include <errno.h>
#include <string.h>

#include "engine/engine.h"
#include "imports/call.h"
#include "imports/guest.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"

/* --- v1 ------------------------------------------------------------------------ */

/* The map of a poll: one of that object. */
static struct map *find_buffer(const struct session *session, uint64_t object, int32_t handle)
{
	const struct object *owner = handles_find(&session->objects, (int64_t)object);
	struct map *map = handles_find(&session->maps, handle);

	return owner && map && map->object == owner ? map : NULL;
}

static int64_t poll_buffer(struct session *session, struct map *map, struct poll *poll,
			   int32_t max_size)
{
	if (max_size < 0)
		return -EINVAL;
	poll->max_size = (uint32_t)max_size;
	poll->to = guest_writable(session, poll->data, poll->max_size);
	if (!poll->to && max_size)
		return -EFAULT;
	return REPORTED(session, map_poll(map, session, poll, &err));
}

HOST_FUNCTION(v1, wasm_bpf_buffer_poll)
{
	struct map *map = find_buffer(session, args->object, args->map);
	struct engine_callback callback;
	struct poll poll = {
		.callback = &callback,
		.context = (uint32_t)args->context,
		.data = (uint32_t)args->data,
		.timeout_ms = args->timeout_ms,
	};

	if (!map)
		return -EBADF;
	if (engine_find_callback(session->instance, args->function, &callback) < 0)
		return -EINVAL;
	return poll_buffer(session, map, &poll, args->max_size);
}

HOST_FUNCTION(wrapper, wasm_bpf_buffer_poll)
{
	struct map *map = find_buffer(session, args->object, args->map);
	struct engine_callback callback;
	struct poll poll = {
		.callback = &callback,
		.context = (uint32_t)args->context,
		.data = (uint32_t)args->data,
		.timeout_ms = args->timeout_ms,
	};

	if (!map)
		return -EBADF;
	if (engine_find_export(session->instance, session->options->callback_export, &callback) < 0)
		return -EINVAL;
	return poll_buffer(session, map, &poll, args->max_size);
}

/* --- v2 ------------------------------------------------------------------------ */

static struct records *records_of(struct session *session, int32_t handle, struct err *err)
{
	struct map *map = call_map(session, handle, err);

	return map ? map_records(map, session, err) : NULL;
}

V2_FUNCTION(buffer_set)
{
	struct records *records = records_of(session, args->map, err);

	return records ? records_set(records, args->what, args->value, err) : -err->code;
}

V2_FUNCTION(buffer_open)
{
	struct records *records = records_of(session, args->map, err);

	return records ? records_open(records, err) : -err->code;
}

V2_FUNCTION(buffer_read)
{
	struct records *records = records_of(session, args->map, err);
	void *to = guest_writable(session, args->data, args->size);

	if (!records)
		return -err->code;
	if (!to)
		return call_bad_pointer(err, "a buffer for records");
	return records_read(records, to, args->size, err);
}

V2_FUNCTION(buffer_counts)
{
	const struct map *map = call_map(session, args->map, err);
	struct wasm_bpf_buffer_counts counts;
	const struct counts *known;
	int64_t ret;

	if (!map)
		return -EBADF;
	known = map->records ? map->records->counts : NULL;
	if (!known)
		return err_set(err, EINVAL, "the buffer '%s' is not open", map->name);
	counts = (struct wasm_bpf_buffer_counts){ known->polls, known->delivered, known->cut,
						  known->lost };
	ret = call_put(session, args->counts, args->size, &counts, sizeof(counts));
	return ret < 0 ? call_bad_pointer(err, "counts") : ret;
}

V2_FUNCTION(buffers_wait)
{
	void *handles;
	int ret;

	if (args->max > INT32_MAX)
		return err_set(err, EINVAL, "bad number of handles: %d", (int32_t)args->max);
	handles = guest_writable(session, args->maps, (uint64_t)args->max * sizeof(int32_t));
	if (!handles && args->max)
		return call_bad_pointer(err, "handles");
	ret = buffers_wait(&session->buffers, handles, args->max, args->timeout_ms);
	return ret == -EINTR ? err_set(err, EINTR, "interrupted") : ret;
}
