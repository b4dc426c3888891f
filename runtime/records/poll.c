// SPDX-License-Identifier: MIT
#include "records/poll.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "lib/err.h"
#include "records/buffer.h"
#include "records/pump.h"
#include "records/wake.h"
#include "session/map.h"
#include "session/object.h"
#include "session/session.h"

enum { PUMP_AFTER = 1000 };  /* records */

/* A record on its way to the guest: one copy, one call. The guest's memory neither
 * moves nor shrinks in that call, so that `to` stays good. */
static int deliver(void *context, const void *data, size_t size)
{
	struct poll *poll = context;
	struct session *session = poll->session;

	poll->counts->delivered++;
	if (size > poll->max_size) {
		poll->counts->cut++;
		size = poll->max_size;
	}
	if (size)
		memcpy(poll->to, data, size);
	if (engine_call(session->instance, &poll->callback, poll->context, poll->data,
			(uint32_t)size, &poll->result) < 0)
		poll->result = -ECANCELED;
	return poll->result < 0 || !poll->map->handle ||
	       atomic_load_explicit(&session->interrupted, memory_order_relaxed);
}

/* Whether a pump takes the records of this poll: from the time on when so many have come
 * that making one is worth it. */
static bool use_pump(const struct poll *poll, struct map *map)
{
	if (!map->pump && !map->no_pump && map->counts->delivered >= PUMP_AFTER)
		map->no_pump = pump_open(poll->session, map, &map->pump) < 0;
	return map->pump && poll->callback.has_result;
}

static int consume(struct poll *poll, struct map *map, uint64_t *ret_records)
{
	uint64_t before = map->counts->delivered;
	int ret = 0;

	buffer_rest(map->buffer);
	if (use_pump(poll, map))
		pump_consume(map->pump, poll);
	else
		ret = buffer_consume(map->buffer, deliver, poll, &map->counts->lost);

	*ret_records = map->counts->delivered - before;
	return ret;
}

static int consume_or_wait(struct poll *poll, struct map *map)
{
	struct pollfd fds[2];
	uint64_t records;
	int ret;

	/* Who wants to be woken for many does not want the few that are there. */
	if (!poll->timeout_ms || (!map->wake.bytes && !map->wake.delay)) {
		ret = consume(poll, map, &records);
		if (ret < 0 || records || !poll->timeout_ms)
			return ret < 0 ? ret : poll->result;
	}
	ret = wake_wait(poll->session, &map, fds, 1, poll->timeout_ms * (int64_t)1000000);
	if (ret <= 0)
		return ret;
	ret = consume(poll, map, &records);
	return ret < 0 ? ret : poll->result;
}

int poll_open(struct session *session, struct map *map, struct err *err)
{
	const char *name = map->name;
	int ret;

	if (map->buffer)
		return 0;
	if (map->fd < 0)
		return err_set(err, EINVAL, "cannot open buffer '%s': it is not loaded", name);
	ret = buffer_open(map, &map->buffer, err);
	if (ret < 0)
		return ret;
	if (!map->counts)
		map->counts = session_count(session, name);
	if (!map->counts) {
		buffer_free(map->buffer);
		map->buffer = NULL;
		return err_set(err, ENOMEM, "cannot open buffer '%s': %s", name, strerror(ENOMEM));
	}
	map->next_buffer = session->buffers;
	session->buffers = map;
	return 0;
}

int poll_map(struct poll *poll, struct map *map, struct err *err)
{
	struct session *session = poll->session;
	struct object *object = map->object;
	int ret;

	if (map->busy || map->mapping)
		return -EBUSY;
	if (atomic_load(&session->interrupted) && (!session->told || poll->timeout_ms)) {
		session->told = true;
		return -EINTR;
	}
	ret = poll_open(session, map, err);
	if (ret < 0)
		return ret;
	poll->map = map;
	poll->counts = map->counts;
	map->counts->polls++;
	map->busy = true;
	object->busy++;
	session->polling++;
	ret = consume_or_wait(poll, map);
	session->polling--;
	map->busy = false;
	object_put(object);
	return ret;
}
