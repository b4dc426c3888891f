// SPDX-License-Identifier: MIT
/*
 * The host functions of ABI part 1: decode what the guest passed, call the session,
 * return. Errors are Linux's numbers, negative; the reason goes to the user.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "imports/abi.h"
#include "imports/guest.h"
#include "lib/err.h"
#include "records/poll.h"
#include "session/map.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"

/* Runs `call` with libbpf's messages kept, and reports the error that it sets. */
#define REPORTED(session, call)                                     \
	({                                                          \
		struct err err = ERR_INIT;                          \
		int reported;                                       \
                                                                    \
		log_begin(&(session)->log);                         \
		reported = (call);                                  \
		log_end();                                          \
		if (err.code)                                       \
			session_report(session, &err);              \
		reported;                                           \
	})

/*
 * The host function NAME, whose body follows as run_NAME(): where a failure of it left no
 * reason, its name and number are the reason.
 */
#define PART_1(name, import)                                                         \
	static int64_t run_##name(struct session *session, const uint64_t *args);    \
	int64_t name(void *host, const uint64_t *args)                               \
	{                                                                            \
		struct session *session = host;                                      \
		const uint64_t kept = session->reasons;                              \
		const int64_t ret = run_##name(session, args);                       \
                                                                                     \
		if (ret < 0 && session->reasons == kept)                             \
			session_keep_reason(session, import, (int)-ret, NULL);       \
		return ret;                                                          \
	}                                                                            \
	static int64_t run_##name(struct session *session, const uint64_t *args)

static int open_and_load(struct session *session, const void *data, size_t size,
			 struct object **ret_object, struct err *err)
{
	struct object *object;
	int ret = object_open(session, data, size, NULL, &object, err);

	if (ret < 0)
		return ret;
	ret = object_load(object, err);
	if (ret < 0)
		object_close(object);
	else
		*ret_object = object;
	return ret;
}

int64_t host_load(void *host, const uint64_t *args)
{
	struct session *session = host;
	const void *bytes = guest_range(session->instance, args[0], args[1]);
	struct object *object;
	void *copy;
	int ret;

	/* A copy: libbpf wants it aligned, and the guest must not change it meanwhile. */
	copy = bytes ? malloc(args[1] + 1) : NULL;
	if (!copy)
		return 0;
	memcpy(copy, bytes, args[1]);
	ret = REPORTED(session, open_and_load(session, copy, args[1], &object, &err));
	free(copy);
	return ret < 0 ? 0 : object->handle;
}

PART_1(host_close, "wasm_close_bpf_object")
{
	struct object *object = handles_find(&session->objects, (int64_t)args[0]);

	if (!object)
		return -EBADF;
	log_begin(&session->log);
	object_close(object);
	log_end();
	return 0;
}

PART_1(host_attach, "wasm_attach_bpf_program")
{
	struct object *object = handles_find(&session->objects, (int64_t)args[0]);
	const char *name = guest_string(session, args[1], GUEST_NAME_MAX);
	const char *target = NULL;

	if (!object)
		return -EBADF;
	if (args[2])
		target = guest_string(session, args[2], GUEST_TARGET_MAX);
	if (!name || (args[2] && !target))
		return -EFAULT;
	return REPORTED(session, object_attach(object, name, target, &err));
}

enum { FIRST_DIRECTORY = 3 };  /* after the standard streams */

PART_1(host_attach_directory, "wasm_attach_bpf_program_fd")
{
	struct object *object = handles_find(&session->objects, (int64_t)args[0]);
	const char *name = guest_string(session, args[1], GUEST_NAME_MAX);
	const int32_t fd = (int32_t)args[2];
	const char *path = NULL;

	if (!object)
		return -EBADF;
	if (!name)
		return -EFAULT;
	if (fd >= 0) {
		if (fd < FIRST_DIRECTORY ||
		    (size_t)fd - FIRST_DIRECTORY >= session->options->dir_count)
			return -EBADF;
		path = session->options->dirs[fd - FIRST_DIRECTORY].host;
	}
	return REPORTED(session, object_attach_path(object, name, path, &err));
}

PART_1(host_map_by_name, "wasm_bpf_map_fd_by_name")
{
	struct object *object = handles_find(&session->objects, (int64_t)args[0]);
	const char *name = guest_string(session, args[1], GUEST_NAME_MAX);
	struct map *map;
	int ret;

	if (!object)
		return -EBADF;
	if (!name)
		return -EFAULT;
	ret = object_map(object, name, &map, NULL);
	return ret < 0 ? ret : map->handle;
}

/* A program's descriptor, by the handle that a value of a map is: or -EBADF, -EINVAL. */
static int program_fd(const struct session *session, int32_t handle)
{
	const struct program *program = handles_find(&session->programs, handle);

	if (!program)
		return -EBADF;
	return program_is_loaded(program->bpf) ? bpf_program__fd(program->bpf) : -EINVAL;
}

/* What an update's value refers to is the guest's, too: maps in a map, and programs, are
 * given by their handles, and other descriptors a guest has none of. */
static int update(const struct session *session, const struct map *map, const void *key,
		  const void *value, uint64_t flags)
{
	const struct map *inner;
	int32_t number[2] = { 0 };

	if (map->type == BPF_MAP_TYPE_ARRAY_OF_MAPS || map->type == BPF_MAP_TYPE_HASH_OF_MAPS) {
		memcpy(number, value, sizeof(number[0]));
		inner = handles_find(&session->maps, number[0]);
		if (inner && inner->fd < 0)
			return -EINVAL;
		return inner ? bpf_map_update_elem(map->fd, key, &inner->fd, flags) : -EBADF;
	}
	if (map->type == BPF_MAP_TYPE_PROG_ARRAY) {
		memcpy(number, value, sizeof(number[0]));
		number[0] = program_fd(session, number[0]);
		return number[0] < 0 ? number[0] : bpf_map_update_elem(map->fd, key, number, flags);
	}
	if ((map->type == BPF_MAP_TYPE_DEVMAP || map->type == BPF_MAP_TYPE_DEVMAP_HASH ||
	     map->type == BPF_MAP_TYPE_CPUMAP) && map->value_size == sizeof(number)) {
		memcpy(number, value, sizeof(number));
		/* What is not positive is no program to the kernel, too. */
		if (number[1] > 0) {
			number[1] = program_fd(session, number[1]);
			if (number[1] < 0)
				return number[1];
		}
		return bpf_map_update_elem(map->fd, key, number, flags);
	}
	return bpf_map_update_elem(map->fd, key, value, flags);
}

enum { LOOK_UP = 1, UPDATE, DELETE, NEXT_KEY };

PART_1(host_map_operate, "wasm_bpf_map_operate")
{
	const struct map *map = handles_find(&session->maps, (int32_t)args[0]);
	const int command = (int32_t)args[1];
	const uint64_t flags = args[5];
	void *key, *value, *next;

	if (!map)
		return -EBADF;
	if (command < LOOK_UP || command > NEXT_KEY || map->fd < 0)
		return -EINVAL;
	if (map_holds_descriptors(map) && command == UPDATE && map->type != BPF_MAP_TYPE_PROG_ARRAY)
		return -EBADF;
	if (map_keys_are_descriptors(map))
		return -EBADF;
	key = map->key_size ? guest_range(session->instance, args[2], map->key_size) : NULL;
	value = guest_range(session->instance, args[3], map->value_size);
	next = guest_writable(session, args[4], map->key_size);
	if (!key && map->key_size && (args[2] || command != NEXT_KEY))
		return -EFAULT;
	switch (command) {
	case LOOK_UP:
		value = guest_writable(session, args[3], map->value_size);
		return value ? bpf_map_lookup_elem_flags(map->fd, key, value, flags) : -EFAULT;
	case UPDATE:
		return value ? update(session, map, key, value, flags) : -EFAULT;
	case DELETE:
		return bpf_map_delete_elem_flags(map->fd, key, flags);
	default:
		return next ? bpf_map_get_next_key(map->fd, key, next) : -EFAULT;
	}
}

/* Decodes what both forms of the poll share; `args` starts at the context. */
static int64_t poll_buffer(struct session *session, struct map *map,
			   const struct engine_callback *callback, const uint64_t *args)
{
	const int32_t max_size = (int32_t)args[2];
	struct poll poll = {
		.session = session,
		.callback = *callback,
		.context = (uint32_t)args[0],
		.data = (uint32_t)args[1],
		.max_size = (uint32_t)max_size,
		.timeout_ms = (int32_t)args[3],
	};

	if (max_size < 0)
		return -EINVAL;
	poll.to = guest_writable(session, args[1], (uint32_t)max_size);
	if (!poll.to && max_size)
		return -EFAULT;
	return REPORTED(session, poll_map(&poll, map, &err));
}

/* The map of a poll: one of that object. */
static struct map *find_buffer(const struct session *session, const uint64_t *args)
{
	struct object *object = handles_find(&session->objects, (int64_t)args[0]);
	struct map *map = handles_find(&session->maps, (int32_t)args[1]);

	return object && map && map->object == object ? map : NULL;
}

int64_t host_poll(void *host, const uint64_t *args)
{
	struct session *session = host;
	struct map *map = find_buffer(session, args);
	struct engine_callback callback;

	if (!map)
		return -EBADF;
	if (engine_find_callback(session->instance, (uint32_t)args[2], &callback) < 0)
		return -EINVAL;
	return poll_buffer(session, map, &callback, args + 3);
}

int64_t host_poll_export(void *host, const uint64_t *args)
{
	struct session *session = host;
	struct map *map = find_buffer(session, args);
	struct engine_callback callback;

	if (!map)
		return -EBADF;
	if (engine_find_export(session->instance, session->options->callback_export, &callback) < 0)
		return -EINVAL;
	return poll_buffer(session, map, &callback, args + 2);
}
