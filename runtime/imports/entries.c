// SPDX-License-Identifier: MIT
/* Imports for the entries of maps. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "kinds/map_type.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"

/* --- v1 ------------------------------------------------------------------------ */

V1_FUNCTION(wasm_bpf_map_operate)
{
	const struct map *map = handles_find(&session->maps, args->map);
	const int command = args->command;
	const uint64_t flags = args->flags;
	void *key, *value = NULL;

	if (!map)
		return -EBADF;
	if (command < WASM_BPF_MAP_LOOKUP || command > WASM_BPF_MAP_GET_NEXT_KEY || map->fd < 0)
		return -EINVAL;
	if (map_type_flags(map->type) & MAP_TYPE_BY_DESCRIPTOR)
		return -EBADF;
	key = map->key_size ? guest_range(session, args->key, map->key_size) : NULL;
	if (!key && map->key_size && (args->key || command != WASM_BPF_MAP_GET_NEXT_KEY))
		return -EFAULT;
	switch (command) {
	case WASM_BPF_MAP_LOOKUP:
		value = guest_writable(session, args->value, map->value_size);
		return value ? bpf_map_lookup_elem_flags(map->fd, key, value, flags) : -EFAULT;
	case WASM_BPF_MAP_UPDATE:
		value = guest_range(session, args->value, map->value_size);
		return value ? map_update(session, map, key, value, flags) : -EFAULT;
	case WASM_BPF_MAP_DELETE:
		return bpf_map_delete_elem_flags(map->fd, key, flags);
	default:
		value = guest_writable(session, args->next_key, map->key_size);
		return value ? bpf_map_get_next_key(map->fd, key, value) : -EFAULT;
	}
}

/* --- v2 ------------------------------------------------------------------------ */

static int fail(const struct map *map, int ret, const char *what, struct err *err)
{
	return err_set(err, -ret, "cannot %s '%s': %s", what, map->name,
		       strerror(-ret));
}

V2_FUNCTION(map_take)
{
	const struct map *map = call_loaded_map(session, args->map, err);
	const void *key;
	void *value;

	if (!map)
		return -err->code;
	if (map_type_flags(map->type) & MAP_TYPE_BY_DESCRIPTOR)
		return fail(map, -EBADF, "look up keys that are descriptors in", err);
	key = guest_range(session, args->key, map->key_size);
	value = guest_writable(session, args->value, map->value_size);
	if ((!key && map->key_size) || !value)
		return call_bad_pointer(err, key ? "a value" : "a key");
	/* That there is no such key is an everyday answer: without words. */
	return bpf_map_lookup_and_delete_elem_flags(map->fd, map->key_size ? key : NULL, value,
						    args->flags);
}

V2_FUNCTION(map_freeze)
{
	const struct map *map = call_loaded_map(session, args->map, err);
	int ret;

	if (!map)
		return -err->code;
	ret = bpf_map_freeze(map->fd);
	return ret < 0 ? fail(map, ret, "freeze", err) : 0;
}

/* What a batch works on, as host addresses. */
struct key_batch {
	void *in, *out, *keys, *values;
	uint32_t count;
};

static int run_batch(const struct map *map, int command, struct key_batch *batch, uint64_t flags)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = flags);

	switch (command) {
	case WASM_BPF_BATCH_LOOKUP:
		return bpf_map_lookup_batch(map->fd, batch->in, batch->out, batch->keys,
					    batch->values, &batch->count, &opts);
	case WASM_BPF_BATCH_UPDATE:
		return bpf_map_update_batch(map->fd, batch->keys, batch->values, &batch->count,
					    &opts);
	case WASM_BPF_BATCH_DELETE:
		return bpf_map_delete_batch(map->fd, batch->keys, &batch->count, &opts);
	default:
		return bpf_map_lookup_and_delete_batch(map->fd, batch->in, batch->out, batch->keys,
						       batch->values, &batch->count, &opts);
	}
}

/* Finds the memory that a command needs; null where that is not all there. */
static const char *decode(const struct session *session, const struct map *map,
			  const struct v2_map_batch_args *args, struct key_batch *batch)
{
	const int command = args->command;
	const bool gives = command == WASM_BPF_BATCH_LOOKUP || command == WASM_BPF_BATCH_TAKE;
	const uint64_t position = map->key_size < 4 ? 4 : map->key_size;
	const uint64_t keys = (uint64_t)batch->count * map->key_size;
	const uint64_t values = (uint64_t)batch->count * map->value_size;

	*batch = (struct key_batch){ .count = batch->count };
	batch->keys = gives ? guest_writable(session, args->keys, keys)
			    : guest_range(session, args->keys, keys);
	if (!batch->keys)
		return "keys";
	if (command == WASM_BPF_BATCH_DELETE)
		return NULL;
	batch->values = gives ? guest_writable(session, args->values, values)
			      : guest_range(session, args->values, values);
	if (!batch->values)
		return "values";
	if (!gives)
		return NULL;
	batch->in = guest_range(session, args->in, position);
	batch->out = guest_writable(session, args->out, position);
	return !batch->out || (args->in && !batch->in) ? "a position" : NULL;
}

V2_FUNCTION(map_batch)
{
	const struct map *map = call_loaded_map(session, args->map, err);
	const void *count = guest_writable(session, args->count, sizeof(uint32_t));
	const int command = args->command;
	struct key_batch batch;
	const char *bad;
	uint32_t asked;
	int ret;

	if (!map)
		return -err->code;
	if (command < WASM_BPF_BATCH_LOOKUP || command > WASM_BPF_BATCH_TAKE)
		return err_set(err, EINVAL, "no such command: %d", command);
	if (map_type_flags(map->type) & MAP_TYPE_BY_DESCRIPTOR ||
	    (command == WASM_BPF_BATCH_UPDATE && map_type_takes_descriptors(map->type)))
		return fail(map, -EBADF, "use descriptors in", err);
	if (!count)
		return call_bad_pointer(err, "a count");
	memcpy(&asked, count, sizeof(asked));
	batch.count = asked;
	bad = decode(session, map, args, &batch);
	if (bad)
		return call_bad_pointer(err, bad);
	ret = run_batch(map, command, &batch, args->flags);
	guest_put_u32(session, args->count, batch.count);
	if (ret == -ENOSPC && (command == WASM_BPF_BATCH_LOOKUP || command == WASM_BPF_BATCH_TAKE))
		return err_set(err, ENOSPC,
			       "cannot run a batch on '%s': the kernel gives a bucket's entries at "
			       "once, and one has more than the batch: %u; ask for more",
			       map->name, asked);
	/* The end of the map is no failure to speak of. */
	return ret < 0 && ret != -ENOENT ? fail(map, ret, "run a batch on", err) : ret;
}
