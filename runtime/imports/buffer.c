// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for the records of buffers. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "records/batch.h"
#include "records/buffer.h"
#include "records/poll.h"
#include "records/wake.h"
#include "session/map.h"
#include "session/session.h"

enum { WAKE_BYTES = 1, WAKE_DELAY, PERF_PAGES, PERF_FRAMES };

static const uint64_t delay_max = 3600ull * 1000000;  /* us */

static int set_ring(struct map *map, int what, uint64_t value, struct err *err)
{
	if (what != WAKE_BYTES)
		return err_set(err, EINVAL, "'%s' is no perf buffer", map->name);
	if (value > map->max_entries)
		return err_set(err, EINVAL, "'%s' never has %llu bytes", map->name,
			       (unsigned long long)value);
	map->wake.bytes = value;
	return 0;
}

static int set_perf(struct map *map, int what, uint64_t value, struct err *err)
{
	const char *name = map->name;

	switch (what) {
	case PERF_PAGES:
		if (map->buffer)
			return err_set(err, EBUSY, "'%s' is open", name);
		if (!value || value > BUFFER_PAGES_MAX || value & (value - 1))
			return err_set(err, EINVAL, "a perf buffer has a power of two of pages, up to "
				       "%d a CPU", BUFFER_PAGES_MAX);
		map->perf_pages = (uint32_t)value;
		return 0;
	case PERF_FRAMES:
		if (value > 1)
			return err_set(err, EINVAL, "frames tell of CPUs (1) or not (0)");
		map->perf_frames = value;
		return 0;
	default:
		return err_set(err, EINVAL, "'%s' is no ring buffer", name);
	}
}

V2_FUNCTION(buffer_set)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	const int what = (int32_t)args[1];
	const uint64_t value = args[2];

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	if (map->type != BPF_MAP_TYPE_RINGBUF && map->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return err_set(err, EINVAL, "'%s' is neither a ring buffer nor a perf buffer",
			       map->name);
	if (what < WAKE_BYTES || what > PERF_FRAMES)
		return err_set(err, EINVAL, "a buffer has no setting %d", what);
	if (what != WAKE_DELAY)
		return map->type == BPF_MAP_TYPE_RINGBUF ? set_ring(map, what, value, err)
							 : set_perf(map, what, value, err);
	if (value > delay_max)
		return err_set(err, EINVAL, "a record does not wait for %llu us",
			       (unsigned long long)value);
	map->wake.delay = value * 1000;
	return 0;
}

V2_FUNCTION(buffer_open)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);

	return map ? poll_open(session, map, err) : v2_no_handle(err, "map", args[0]);
}

V2_FUNCTION(buffer_read)
{
	struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	void *to = guest_writable(session, args[1], args[2]);
	int ret;

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	if (!to)
		return v2_bad_pointer(err, "room for records");
	if (args[2] < batch_min(map) || args[2] > INT32_MAX)
		return err_set(err, EINVAL, "bad size of room for records: %llu bytes",
			       (unsigned long long)args[2]);
	if (map->busy || map->mapping)
		return err_set(err, EBUSY, "cannot read '%s': it is %s", map->name,
			       map->busy ? "polled" : "mapped");
	ret = poll_open(session, map, err);
	return ret < 0 ? ret : batch_read(map, to, args[2]);
}

V2_FUNCTION(buffer_counts)
{
	const struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	struct v2_buffer_counts counts;
	int64_t ret;

	if (!map)
		return v2_no_handle(err, "map", args[0]);
	if (!map->counts)
		return err_set(err, EINVAL, "the buffer '%s' is not open", map->name);
	counts = (struct v2_buffer_counts){ map->counts->polls, map->counts->delivered,
					    map->counts->cut, map->counts->lost };
	ret = v2_put(session, args[1], args[2], &counts, sizeof(counts));
	return ret < 0 ? v2_bad_pointer(err, "counts") : ret;
}

V2_FUNCTION(buffers_wait)
{
	const int32_t max = (int32_t)args[1], timeout_ms = (int32_t)args[2];
	struct pollfd fds[1 + HANDLES_MAX];
	struct map *maps[HANDLES_MAX];
	size_t count = 0;
	uint8_t *to;
	int ret;

	if (max < 0)
		return err_set(err, EINVAL, "bad number of handles: %d", max);
	to = guest_writable(session, args[0], (uint64_t)max * sizeof(int32_t));
	if (!to && max)
		return v2_bad_pointer(err, "handles");
	for (struct map *i = session->buffers; i; i = i->next_buffer)
		maps[count++] = i;
	ret = wake_wait(session, maps, fds, count, timeout_ms * (int64_t)1000000);
	if (ret == -EINTR)
		return err_set(err, EINTR, "interrupted");
	for (size_t i = 0, stored = 0; ret > 0 && i < count && stored < (size_t)max; i++)
		if (fds[i + 1].revents)
			memcpy(to + stored++ * sizeof(int32_t), &maps[i]->handle, sizeof(int32_t));
	return ret;
}
