// SPDX-License-Identifier: MIT
/* The functions of host.wit about maps and buffers that are more than one of abi.def. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"
#include "session/session.h"
#include "typed/host.h"

enum { BATCH_MAX = 1 << 20, READ_MAX = 4 << 20 };

/* --- the whole ------------------------------------------------------------------------------ */

int64_t host_map_info(struct host_call *h)
{
	struct wasm_bpf_map_info info;
	const size_t id = offsetof(struct wasm_bpf_map_info, mmap_size);
	int64_t ret = host_info(h, v2_map_info, &info, sizeof(info));

	if (ret < 0)
		return ret;
	/* The fields before this one lie as in C. */
	host_put(h, h->ok, &info, id);
	host_put(h, h->ok + id, &info.id, sizeof(info.id));
	return host_put_text(h, h->ok + id + 4, info.name) ? host_fail_memory(h) : 0;
}

int64_t host_buffer_counts(struct host_call *h)
{
	struct wasm_bpf_buffer_counts counts;
	int64_t ret = host_info(h, v2_buffer_counts, &counts, sizeof(counts));

	if (ret >= 0)
		host_put(h, h->ok, &counts, sizeof(counts));
	return ret;
}

/* A record in the guest's parameters: five numbers, 64 bits, and a name. */
int64_t host_map_create(struct host_call *h)
{
	const struct wit_type *type = h->call->type->params[0].type;
	struct wasm_bpf_map_definition definition = { 0 };
	uint64_t args[2] = { 0, sizeof(definition) };
	const char *name;
	uint32_t size;
	size_t inner;
	int64_t ret;

	memcpy(&definition, h->call->values->data, 5 * sizeof(uint32_t));
	memcpy(&definition.extra, h->call->values->data + 24, sizeof(definition.extra));
	host_bytes_at(h, 32, &name, &size);
	if (size >= sizeof(definition.name))
		return err_set(h->err, EINVAL, "a map's name has at most %zu characters",
			       sizeof(definition.name) - 1);
	memcpy(definition.name, name, size);
	h->param = 1;
	h->end = type->size;
	if (host_option(h, &inner))
		memcpy(&definition.inner, h->call->values->data + inner, sizeof(int32_t));
	args[0] = host_lend(h, &definition, sizeof(definition));
	ret = args[0] ? host_do(h, v2_map_create, args) : host_fail_memory(h);
	if (ret >= 0)
		host_put(h, h->ok, &ret, sizeof(uint32_t));
	return ret;
}

int64_t host_map_variable(struct host_call *h)
{
	int64_t ret = host_take_all(h);
	const uint64_t to = host_lend(h, NULL, sizeof(uint32_t));

	if (ret < 0 || !to)
		return ret < 0 ? ret : host_fail_memory(h);
	h->args[h->arg_count] = to;
	ret = host_do_taken(h, v2_map_variable);
	if (ret < 0)
		return ret;
	host_put(h, h->ok, &ret, sizeof(uint32_t));
	host_put(h, h->ok + 4, host_lent(h, to), sizeof(uint32_t));
	return 0;
}

/* --- entries -------------------------------------------------------------------------------- */

static struct map *find(struct host_call *h)
{
	const uint64_t handle = host_number(h);
	struct map *map = handles_find(&h->session->maps, (int64_t)handle);

	h->args[0] = handle;
	if (!map)
		err_set(h->err, EBADF, "no such map: it was closed");
	else if (map->fd < 0)
		err_set(h->err, EINVAL, "cannot use the map '%s': it is not loaded", map->name);
	return map && map->fd >= 0 ? map : NULL;
}

/* Lends a key or a value, whose size the kernel takes from the map. 0: there is an error. */
static uint64_t lend_exactly(struct host_call *h, size_t at, uint64_t size, const char *what)
{
	const char *data;
	uint32_t given;
	uint64_t to;

	host_bytes_at(h, at, &data, &given);
	if (given != size) {
		err_set(h->err, EINVAL, "%s has %u bytes, and the map's have %llu", what, given,
			(unsigned long long)size);
		return 0;
	}
	to = host_lend(h, data, (size_t)size + 1);
	if (!to)
		host_fail_memory(h);
	return to;
}

static uint64_t take_exactly(struct host_call *h, uint64_t size, const char *what)
{
	const char *data;
	uint32_t given;

	host_bytes(h, &data, &given);
	return lend_exactly(h, h->end - 8, size, what);
}

static int64_t operate(struct host_call *h, const struct map *map,
		       enum wasm_bpf_map_command command, uint64_t key, uint64_t value,
		       uint64_t flags, const char *verb)
{
	const bool is_next = command == WASM_BPF_MAP_GET_NEXT_KEY;
	const uint64_t args[] = { h->args[0],          command, key, is_next ? 0 : value,
				  is_next ? value : 0, flags };
	const int64_t ret = host_do(h, v1_wasm_bpf_map_operate, args);

	if (ret < 0 && ret != -ENOENT)
		err_set(h->err, (int)-ret, "cannot %s '%s': %s", verb, map->name,
			strerror((int)-ret));
	return ret;
}

/* The option at `at`: bytes that were found, or nothing. */
static int64_t put_found(struct host_call *h, size_t at, int64_t ret, uint64_t from, size_t size)
{
	if (ret == -ENOENT)
		return 0;
	if (ret < 0)
		return ret;
	h->call->values->data[at] = 1;
	return host_put_bytes(h, at + 4, host_lent(h, from), size) ? host_fail_memory(h) : 0;
}

int64_t host_map_lookup(struct host_call *h)
{
	const struct map *map = find(h);
	const uint64_t key = map ? take_exactly(h, map->key_size, "the key") : 0;
	const uint64_t flags = key ? host_number(h) : 0;
	const uint64_t to = key ? host_lend(h, NULL, map->value_size + 1) : 0;

	if (!to)
		return h->err->code ? -h->err->code : host_fail_memory(h);
	return put_found(h, h->ok,
			 operate(h, map, WASM_BPF_MAP_LOOKUP, key, to, flags, "look up a key in"),
			 to, map->value_size);
}

int64_t host_map_take(struct host_call *h)
{
	const struct map *map = find(h);
	const uint64_t key = map ? take_exactly(h, map->key_size, "the key") : 0;
	const uint64_t flags = key ? host_number(h) : 0;
	const uint64_t to = key ? host_lend(h, NULL, map->value_size + 1) : 0;
	const uint64_t args[] = { h->args[0], key, to, flags };

	if (!to)
		return h->err->code ? -h->err->code : host_fail_memory(h);
	return put_found(h, h->ok, host_do(h, v2_map_take, args), to, map->value_size);
}

int64_t host_map_update(struct host_call *h)
{
	const struct map *map = find(h);
	const uint64_t key = map ? take_exactly(h, map->key_size, "the key") : 0;
	const uint64_t value = key ? take_exactly(h, map->value_size, "the value") : 0;
	int64_t ret;

	if (!value)
		return -h->err->code;
	ret = operate(h, map, WASM_BPF_MAP_UPDATE, key, value, host_number(h), "update");
	return ret == -ENOENT ? err_set(h->err, ENOENT, "'%s' has no such key", map->name) : ret;
}

int64_t host_map_delete(struct host_call *h)
{
	const struct map *map = find(h);
	const uint64_t key = map ? take_exactly(h, map->key_size, "the key") : 0;
	int64_t ret;

	if (!key)
		return -h->err->code;
	ret = operate(h, map, WASM_BPF_MAP_DELETE, key, 0, 0, "delete a key of");
	h->call->values->data[h->ok] = ret == 0;
	return ret == -ENOENT ? 0 : ret;
}

int64_t host_map_next_key(struct host_call *h)
{
	const struct map *map = find(h);
	size_t at;
	const bool has_key = map && host_option(h, &at);
	const uint64_t key = has_key ? lend_exactly(h, at, map->key_size, "the key") : 0;
	const uint64_t to = map ? host_lend(h, NULL, map->key_size + 1) : 0;

	if (h->err->code)
		return -h->err->code;
	if (!to)
		return host_fail_memory(h);
	return put_found(h, h->ok, operate(h, map, WASM_BPF_MAP_GET_NEXT_KEY, key, to, 0, "walk"),
			 to, map->key_size);
}

/* --- batches -------------------------------------------------------------------------------- */

static int64_t read_batch(struct host_call *h, enum wasm_bpf_batch_command command)
{
	const struct map *map = find(h);
	const size_t position_size = map && map->key_size > 4 ? map->key_size : 4;
	size_t at;
	const bool has_position = map && host_option(h, &at);
	const uint64_t in = has_position ? lend_exactly(h, at, position_size, "the position") : 0;
	uint32_t count = map ? (uint32_t)host_number(h) : 0;
	uint64_t out, keys, values, number;
	int64_t ret;

	if (h->err->code)
		return -h->err->code;
	if (!count || count > BATCH_MAX ||
	    (uint64_t)count * (map->key_size + map->value_size) > READ_MAX)
		return err_set(h->err, EINVAL, "a batch has at least 1 entry, and at most 4 MiB");
	out = host_lend(h, NULL, position_size);
	keys = host_lend(h, NULL, (size_t)count * map->key_size);
	values = host_lend(h, NULL, (size_t)count * map->value_size);
	number = host_lend(h, &count, sizeof(count));
	if (!out || !keys || !values || !number)
		return host_fail_memory(h);
	ret = host_do(h, v2_map_batch,
		      (uint64_t[]){ h->args[0], command, in, out, keys, values, number, 0 });
	if (ret < 0 && ret != -ENOENT)
		return ret;
	memcpy(&count, host_lent(h, number), sizeof(count));
	host_put(h, h->ok, &count, sizeof(count));
	if (host_put_bytes(h, h->ok + 4, host_lent(h, keys), (size_t)count * map->key_size) ||
	    host_put_bytes(h, h->ok + 12, host_lent(h, values), (size_t)count * map->value_size))
		return host_fail_memory(h);
	return put_found(h, h->ok + 20, ret, out, position_size);
}

int64_t host_map_lookup_batch(struct host_call *h)
{
	return read_batch(h, WASM_BPF_BATCH_LOOKUP);
}

int64_t host_map_take_batch(struct host_call *h)
{
	return read_batch(h, WASM_BPF_BATCH_TAKE);
}

static int64_t write_batch(struct host_call *h, enum wasm_bpf_batch_command command)
{
	const bool has_values = command == WASM_BPF_BATCH_UPDATE;
	const struct map *map = find(h);
	const char *keys, *values = NULL;
	uint32_t size, values_size = 0, count;
	uint64_t args[8] = { h->args[0], command };
	int64_t ret;

	if (!map)
		return -h->err->code;
	host_bytes(h, &keys, &size);
	if (has_values)
		host_bytes(h, &values, &values_size);
	count = map->key_size ? size / map->key_size : 0;
	if (!count || size % map->key_size ||
	    (has_values && values_size != count * map->value_size))
		return err_set(h->err, EINVAL, "these are not whole keys%s of '%s'",
			       has_values ? " and as many values" : "", map->name);
	args[4] = host_lend(h, keys, size);
	args[5] = host_lend(h, values, values_size);
	args[6] = host_lend(h, &count, sizeof(count));
	args[7] = has_values ? host_number(h) : 0;
	if (!args[4] || !args[5] || !args[6])
		return host_fail_memory(h);
	ret = host_do(h, v2_map_batch, args);
	/* A key that is not there ends it; how many were done before is in the count. */
	if (ret < 0 && ret != -ENOENT)
		return ret;
	host_put(h, h->ok, host_lent(h, args[6]), sizeof(count));
	return 0;
}

int64_t host_map_update_batch(struct host_call *h)
{
	return write_batch(h, WASM_BPF_BATCH_UPDATE);
}

int64_t host_map_delete_batch(struct host_call *h)
{
	return write_batch(h, WASM_BPF_BATCH_DELETE);
}

/* --- records -------------------------------------------------------------------------------- */

/* Frames become a list of lists. */
static int put_records(struct host_call *h, const char *frames, size_t size)
{
	const char *next = frames, *end = frames + size;
	const size_t pair = 2 * sizeof(uint32_t);
	const struct wasm_bpf_frame *frame;
	size_t count = 0, at;

	while (typed_next_frame(&next, end))
		count++;
	at = component_put_list(h->call->values, h->ok, 4, count, pair);
	if (at == SIZE_MAX)
		return -ENOMEM;
	for (; (frame = typed_next_frame(&frames, end)); at += pair)
		if (host_put_bytes(h, at, frame->data, frame->size))
			return -ENOMEM;
	return 0;
}

int64_t host_buffer_read(struct host_call *h)
{
	const uint64_t handle = host_number(h), size = host_number(h);
	const uint64_t to = size && size <= READ_MAX ? host_lend(h, NULL, size) : 0;
	int64_t ret;

	if (!to)
		return err_set(h->err, EINVAL, "it reads from 1 byte to 4 MiB");
	ret = host_do(h, v2_buffer_read, (uint64_t[]){ handle, to, size });
	if (ret < 0)
		return ret;
	return put_records(h, host_lent(h, to), (size_t)ret) ? host_fail_memory(h) : 0;
}

/* Which of them have records a reader finds by reading. */
int64_t host_buffers_wait(struct host_call *h)
{
	const int32_t timeout = (int32_t)host_number(h);
	const uint64_t to = host_lend(h, NULL, 64 * sizeof(int32_t));
	int64_t ret;

	if (!to)
		return host_fail_memory(h);
	ret = host_do(h, v2_buffers_wait, (uint64_t[]){ to, 64, (uint32_t)timeout });
	if (ret >= 0)
		host_put(h, h->ok, &ret, sizeof(uint32_t));
	return ret;
}
