// SPDX-License-Identifier: MIT
#include "session/map.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/permit.h"
#include "base/bpf_error.h"
#include "base/bpf_map.h"
#include "kinds/map_type.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "records/records.h"
#include "session/object.h"
#include "session/session.h"

int map_new(struct object *object, struct bpf_map *bpf, struct map **ret_map, struct err *err)
{
	struct map *map = calloc(1, sizeof(*map));
	int ret;

	if (!map)
		return err_set(err, ENOMEM, "cannot open a map: %s", strerror(ENOMEM));
	map->object = object;
	map->bpf = bpf;
	map->inner_fd = -1;
	map->name = strdup(bpf_map__name(bpf));
	ret = map->name ? map_learn(map, err)
			: err_set(err, ENOMEM, "cannot open a map: %s", strerror(ENOMEM));
	if (ret < 0) {
		map_free(map);
		return ret;
	}
	*ret_map = map;
	return 0;
}

int map_new_own(int fd, struct map **ret_map, struct err *err)
{
	struct bpf_map_info info = { 0 };
	uint32_t size = sizeof(info);
	struct map *map = calloc(1, sizeof(*map));
	int ret;

	if (!map) {
		close(fd);
		return err_set(err, ENOMEM, "cannot open a map: %s", strerror(ENOMEM));
	}
	map->fd = fd;
	map->name = bpf_obj_get_info_by_fd(fd, &info, &size) < 0 ? NULL : strdup(info.name);
	ret = map->name ? map_learn(map, err)
			: err_set(err, errno, "cannot open a map: %s", strerror(errno));
	if (ret < 0) {
		map_free(map);
		return ret;
	}
	*ret_map = map;
	return 0;
}

int map_create(const struct map_definition *definition, const struct policy *policy,
	       struct map **ret_map, struct err *err)
{
	const char *type = libbpf_bpf_map_type_str(definition->type);
	const bool has_token = definition->token_fd >= 0;
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .map_flags = definition->flags | (has_token ? BPF_F_TOKEN_FD : 0),
		    .map_extra = definition->extra,
		    .token_fd = has_token ? (uint32_t)definition->token_fd : 0,
		    .inner_map_fd = definition->inner_fd < 0 ? 0 : (uint32_t)definition->inner_fd);
	int ret = policy_may_make_map(policy, definition->name, type ? type : "unknown", err), fd;

	if (!ret)
		ret = permit_map_size(policy, definition->type, definition->key_size,
				      definition->value_size, definition->max_entries, err);
	if (ret < 0)
		return ret;
	fd = bpf_map_create(definition->type, definition->name, definition->key_size,
			    definition->value_size, definition->max_entries, &opts);
	if (fd < 0)
		return err_set(err, errno, "cannot make the map '%s' of type %u (%s): %s",
			       definition->name, definition->type, type ? type : "unknown",
			       strerror(errno));
	return map_new_own(fd, ret_map, err);
}

/* What libbpf is going to ask the kernel for. */
static struct bpf_map_info definition_of(const struct bpf_map *bpf)
{
	return (struct bpf_map_info){
		.type = bpf_map__type(bpf),
		.max_entries = bpf_map__max_entries(bpf),
		.map_flags = bpf_map__map_flags(bpf),
		.key_size = bpf_map__key_size(bpf),
		.value_size = bpf_map__value_size(bpf),
	};
}

/* The kernel's word, or as long as it has no such map the object's. */
static int ask(struct map *map, struct bpf_map_info *info, struct err *err)
{
	uint32_t size = sizeof(*info);

	if (map->bpf)
		map->fd = bpf_map_fd(map->bpf);
	if (map->fd < 0) {
		map->fd = -1;
		*info = definition_of(map->bpf);
		return 0;
	}
	*info = (struct bpf_map_info){ 0 };
	if (bpf_obj_get_info_by_fd(map->fd, info, &size) < 0)
		return err_set(err, errno, "cannot get the info of map '%s': %s", map->name,
			       strerror(errno));
	return 0;
}

static struct source source_of(const struct map *map)
{
	return (struct source){
		.name = map->name,
		.fd = map->fd,
		.type = map->type,
		.max_entries = map->max_entries,
		.flags = map->flags,
		.value_size = map->value_size,
		.is_shared = map->is_read_elsewhere || !map->bpf || bpf_map__pin_path(map->bpf),
	};
}

int map_learn(struct map *map, struct err *err)
{
	struct bpf_map_info info;
	int ret = ask(map, &info, err), cpus = 1;

	if (ret < 0)
		return ret;
	if (map_type_is_per_cpu(info.type))
		cpus = libbpf_num_possible_cpus();
	if (cpus < 0)
		return err_set(err, -cpus, "cannot count CPUs: %s", strerror(-cpus));
	map->type = info.type;
	map->max_entries = info.max_entries;
	map->flags = info.map_flags;
	map->id = info.id;
	map->key_size = info.key_size;
	map->value_size = info.value_size;
	if (map_type_is_per_cpu(info.type))
		map->value_size = (map->value_size + 7) / 8 * 8 * (size_t)cpus;
	if (map->records)
		map->records->source = source_of(map);
	return 0;
}

struct records *map_records(struct map *map, struct session *session, struct err *err)
{
	const struct source source = source_of(map);

	if (!map->records)
		map->records = records_new(&session->buffers, &source, map->handle);
	if (!map->records)
		err_set(err, ENOMEM, "cannot open buffer '%s': %s", map->name, strerror(ENOMEM));
	return map->records;
}

int map_poll(struct map *map, struct session *session, const struct poll *poll, struct err *err)
{
	struct records *records = map_records(map, session, err);
	struct object *object = map->object;
	int ret;

	if (!records)
		return -ENOMEM;
	object->busy++;
	ret = records_poll(records, poll, err);
	object_put(object);
	return ret;
}

void map_read_elsewhere(struct map *map)
{
	map->is_read_elsewhere = true;
	if (map->records)
		records_share(map->records);
}

uint64_t map_mmap_size(const struct map *map)
{
	const struct source source = source_of(map);

	return mapping_size(&source);
}

const void *map_initial(const struct map *map, size_t *ret_size)
{
	/* Of struct_ops, libbpf gives the object's bytes and after a load the kernel's size. */
	if (!map->bpf || map->type == BPF_MAP_TYPE_STRUCT_OPS)
		return NULL;
	return bpf_map__initial_value(map->bpf, ret_size);
}

int map_variable(const struct map *map, const char *name, uint32_t *ret_offset, uint32_t *ret_size,
		 struct err *err)
{
	const struct btf *btf = map->object ? bpf_object__btf(map->object->bpf) : NULL;
	const struct btf_type *section = btf ? bpf_map_section(map->bpf, btf) : NULL;
	const struct btf_var_secinfo *info = section ? btf_var_secinfos(section) : NULL;

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		const struct btf_type *variable = btf__type_by_id(btf, info[i].type);

		if (strcmp(btf__name_by_offset(btf, variable->name_off), name) != 0)
			continue;
		*ret_offset = info[i].offset;
		*ret_size = info[i].size;
		return 0;
	}
	return err_set(err, ENOENT, "the map '%s' holds no variable '%s'", map->name, name);
}

/* What libbpf would write into the map at the load, with sizes of its own. */
static bool has_contents(const struct map *map)
{
	return bpf_map__is_internal(map->bpf) ||
	       map_type_flags(map->type) & (MAP_TYPE_IS_BOUND | MAP_TYPE_OF_PAGES);
}

/* libbpf trusts its caller: where it holds initial values it takes type and sizes for what
 * they were, and some types for never changed. */
static bool can_set(const struct map *map, enum wasm_bpf_map_setting what, uint64_t value)
{
	const bool has_initial = bpf_map__is_internal(map->bpf);
	const bool is_arena = map_type_flags(map->type) & MAP_TYPE_OF_PAGES;

	switch (what) {
	case WASM_BPF_MAP_SET_TYPE:
		return !has_contents(map) && value != BPF_MAP_TYPE_STRUCT_OPS &&
		       !(map_type_flags((enum bpf_map_type)value) & MAP_TYPE_OF_PAGES);
	case WASM_BPF_MAP_SET_KEY_SIZE:
		/* libbpf fills maps of maps and of programs by keys of 4 bytes, from memory that
		 * holds no more. */
		return !has_contents(map);
	case WASM_BPF_MAP_SET_MAX_ENTRIES:
		/* An arena's variables lie in its last pages, however few it has. */
		if (is_arena)
			return value >= map->max_entries;
		return !has_initial && map->type != BPF_MAP_TYPE_STRUCT_OPS;
	case WASM_BPF_MAP_SET_VALUE_SIZE:
		return !has_initial && !is_arena && map->type != BPF_MAP_TYPE_STRUCT_OPS;
	case WASM_BPF_MAP_SET_FLAGS:
	case WASM_BPF_MAP_SET_EXTRA:
		return !is_arena;
	default:
		return true;
	}
}

static int set(struct bpf_map *bpf, enum wasm_bpf_map_setting what, uint64_t value)
{
	const uint32_t number = (uint32_t)value;

	switch (what) {
	case WASM_BPF_MAP_SET_MAX_ENTRIES:
		return bpf_map__set_max_entries(bpf, number);
	case WASM_BPF_MAP_SET_AUTOCREATE:
		return bpf_map__set_autocreate(bpf, number);
	case WASM_BPF_MAP_SET_TYPE:
		return bpf_map__set_type(bpf, number);
	case WASM_BPF_MAP_SET_KEY_SIZE:
		return bpf_map__set_key_size(bpf, number);
	case WASM_BPF_MAP_SET_VALUE_SIZE:
		return bpf_map__set_value_size(bpf, number);
	case WASM_BPF_MAP_SET_FLAGS:
		return bpf_map__set_map_flags(bpf, number);
	case WASM_BPF_MAP_SET_NUMA_NODE:
		return bpf_map__set_numa_node(bpf, number);
	case WASM_BPF_MAP_SET_EXTRA:
		return bpf_map__set_map_extra(bpf, value);
	case WASM_BPF_MAP_SET_IFINDEX:
		return bpf_map__set_ifindex(bpf, number);
	default:
		return -EINVAL;
	}
}

int map_set(struct map *map, enum wasm_bpf_map_setting what, uint64_t value, struct err *err)
{
	const uint64_t max = what == WASM_BPF_MAP_SET_AUTOCREATE ? 1
			     : what == WASM_BPF_MAP_SET_EXTRA    ? UINT64_MAX
			     : what == WASM_BPF_MAP_SET_TYPE     ? INT32_MAX
							: UINT32_MAX;
	int ret;

	if (value > max)
		return err_set(err, EINVAL,
			       "cannot set %llu for the map '%s': at most %llu is allowed",
			       (unsigned long long)value, map->name, (unsigned long long)max);
	if (!can_set(map, what, value))
		return err_set(err, EINVAL, "cannot change the type or size of the map '%s': "
			       "the object has contents for it", map->name);
	ret = bpf_errno(set(map->bpf, what, value));
	if (ret < 0)
		return err_set(err, -ret, "cannot change the map '%s': %s", map->name,
			       strerror(-ret));
	return map_learn(map, err);
}

int map_set_inner(struct map *map, const struct map *inner)
{
	int fd = fcntl(inner->fd, F_DUPFD_CLOEXEC, 0), ret;

	if (fd < 0)
		return -errno;
	ret = bpf_map__set_inner_map_fd(map->bpf, fd);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	if (map->inner_fd >= 0)
		close(map->inner_fd);
	map->inner_fd = fd;
	return 0;
}

int map_reuse(struct map *map, struct map *other, struct err *err)
{
	int ret;

	if (has_contents(map) ||
	    map_type_flags(other->type) & (MAP_TYPE_IS_BOUND | MAP_TYPE_OF_PAGES))
		return err_set(
			err, EINVAL,
			"cannot use '%s' in the place of '%s': the object has contents for it",
			other->name, map->name);
	ret = bpf_errno(bpf_map__reuse_fd(map->bpf, other->fd));
	if (ret < 0)
		return err_set(err, -ret, "cannot use '%s' in the place of '%s': %s", other->name,
			       map->name, strerror(-ret));
	map_read_elsewhere(map);
	map_read_elsewhere(other);
	return map_learn(map, err);
}

bool map_is_frozen(const struct map *map)
{
	char path[64], line[64];
	bool frozen = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", map->fd);
	file = map->fd < 0 ? NULL : fopen(path, "re");
	while (file && !frozen && fgets(line, sizeof(line), file))
		frozen = strcmp(line, "frozen:\t1\n") == 0;
	if (file)
		fclose(file);
	return frozen;
}

void map_free(struct map *map)
{
	records_free(map->records);
	if (!map->bpf)
		close(map->fd);
	else if (map->inner_fd >= 0)
		close(map->inner_fd);
	free(map->name);
	free(map);
}
