// SPDX-License-Identifier: MIT
/* Values of maps that stand for something of the guest's. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "kinds/map_type.h"
#include "session/map.h"
#include "session/program.h"
#include "session/session.h"

/* A program's descriptor, by the handle that a value is: or -EBADF, -EINVAL. */
static int program_fd(const struct session *session, int32_t handle)
{
	const struct program *program = handles_find(&session->programs, handle);

	if (!program)
		return -EBADF;
	if (!program_is_loaded(program->bpf))
		return -EINVAL;
	usage_mark(program->object, program->bpf);
	return bpf_program__fd(program->bpf);
}

/* From here on the map may be kept by another one. */
static int map_fd(struct session *session, int32_t handle)
{
	struct map *map = handles_find(&session->maps, handle);

	if (!map)
		return -EBADF;
	map->is_shared = true;
	map_read_elsewhere(map);
	return map->fd < 0 ? -EINVAL : map->fd;
}

/* Puts a descriptor in the place of the handle that a value is. */
static int translate(struct session *session, const struct map *map, int32_t number[2])
{
	const unsigned int flags = map_type_flags(map->type);
	int32_t *handle = flags & MAP_TYPE_WITH_PROGRAM ? &number[1] : &number[0];
	int fd;

	/* What is not positive is no program to the kernel, too. */
	if (flags & MAP_TYPE_WITH_PROGRAM && *handle <= 0)
		return 0;
	fd = flags & MAP_TYPE_OF_MAPS ? map_fd(session, *handle) : program_fd(session, *handle);
	if (fd < 0)
		return fd;
	*handle = fd;
	return 0;
}

int map_update(struct session *session, const struct map *map, const void *key,
	       const void *value, uint64_t flags)
{
	const unsigned int type = map_type_flags(map->type);
	int32_t number[2] = { 0 };
	int ret;

	if (type & MAP_TYPE_OF_DESCRIPTORS)
		return -EBADF;
	if (!map_type_takes_descriptors(map->type) ||
	    (type & MAP_TYPE_WITH_PROGRAM && map->value_size != sizeof(number)))
		return bpf_map_update_elem(map->fd, key, value, flags);
	memcpy(number, value, map->value_size < sizeof(number) ? map->value_size : sizeof(number));
	ret = translate(session, map, number);
	return ret < 0 ? ret : bpf_map_update_elem(map->fd, key, number, flags);
}
