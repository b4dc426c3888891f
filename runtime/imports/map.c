// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for what maps can do beyond part 1. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "session/map.h"
#include "session/session.h"

static int fail(const struct map *map, int ret, const char *what, struct err *err)
{
	return err_set(err, -ret, "cannot %s '%s': %s", what, map->name,
		       strerror(-ret));
}

V2_FUNCTION(map_take)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	const void *key;
	void *value;

	if (!map)
		return -err->code;
	if (map_keys_are_descriptors(map))
		return fail(map, -EBADF, "look up keys that are descriptors in", err);
	key = guest_range(session->instance, args[1], map->key_size);
	value = guest_writable(session, args[2], map->value_size);
	if ((!key && map->key_size) || !value)
		return v2_bad_pointer(err, key ? "a value" : "a key");
	/* That there is no such key is an everyday answer: without words. */
	return bpf_map_lookup_and_delete_elem_flags(map->fd, map->key_size ? key : NULL, value,
						    args[3]);
}

V2_FUNCTION(map_freeze)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	int ret;

	if (!map)
		return -err->code;
	ret = bpf_map_freeze(map->fd);
	return ret < 0 ? fail(map, ret, "freeze", err) : 0;
}

enum { LOOK_UP = 1, UPDATE, DELETE, TAKE };

/* What a batch works on, as host addresses. */
struct key_batch {
	void *in, *out, *keys, *values;
	uint32_t count;
};

/* Whether updates give the kernel descriptors, be it only some of the time. */
static bool values_are_descriptors(const struct map *map)
{
	switch (map->type) {
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
		return true;
	default:
		return map_holds_descriptors(map);
	}
}

static int run_batch(const struct map *map, int command, struct key_batch *batch, uint64_t flags)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = flags);

	switch (command) {
	case LOOK_UP:
		return bpf_map_lookup_batch(map->fd, batch->in, batch->out, batch->keys,
					    batch->values, &batch->count, &opts);
	case UPDATE:
		return bpf_map_update_batch(map->fd, batch->keys, batch->values, &batch->count, &opts);
	case DELETE:
		return bpf_map_delete_batch(map->fd, batch->keys, &batch->count, &opts);
	default:
		return bpf_map_lookup_and_delete_batch(map->fd, batch->in, batch->out, batch->keys,
						       batch->values, &batch->count, &opts);
	}
}

/* Finds the memory that a command needs; null where that is not all there. */
static const char *decode(const struct session *session, const struct map *map, int command,
			  const uint64_t *args, struct key_batch *batch)
{
	const bool gives = command == LOOK_UP || command == TAKE;
	const uint64_t position = map->key_size < 4 ? 4 : map->key_size;
	const uint64_t keys = (uint64_t)batch->count * map->key_size;
	const uint64_t values = (uint64_t)batch->count * map->value_size;

	*batch = (struct key_batch){ .count = batch->count };
	batch->keys = gives ? guest_writable(session, args[4], keys)
			    : guest_range(session->instance, args[4], keys);
	if (!batch->keys)
		return "keys";
	if (command == DELETE)
		return NULL;
	batch->values = gives ? guest_writable(session, args[5], values)
			      : guest_range(session->instance, args[5], values);
	if (!batch->values)
		return "values";
	if (!gives)
		return NULL;
	batch->in = guest_range(session->instance, args[2], position);
	batch->out = guest_writable(session, args[3], position);
	return !batch->out || (args[2] && !batch->in) ? "a position" : NULL;
}

V2_FUNCTION(map_batch)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	const void *count = guest_writable(session, args[6], sizeof(uint32_t));
	const int command = (int32_t)args[1];
	struct key_batch batch;
	const char *bad;
	int ret;

	if (!map)
		return -err->code;
	if (command < LOOK_UP || command > TAKE)
		return err_set(err, EINVAL, "no such command: %d", command);
	if (map_keys_are_descriptors(map) || (command == UPDATE && values_are_descriptors(map)))
		return fail(map, -EBADF, "use descriptors in", err);
	if (!count)
		return v2_bad_pointer(err, "a count");
	memcpy(&batch.count, count, sizeof(batch.count));
	bad = decode(session, map, command, args, &batch);
	if (bad)
		return v2_bad_pointer(err, bad);
	ret = run_batch(map, command, &batch, args[7]);
	guest_put_u32(session, args[6], batch.count);
	/* The end of the map is no failure to speak of. */
	return ret < 0 && ret != -ENOENT ? fail(map, ret, "run a batch on", err) : ret;
}
