// SPDX-License-Identifier: MIT
#include "object.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "kernel_btf.h"
#include "lib/err.h"
#include "map.h"
#include "permit.h"
#include "privileges.h"
#include "pump.h"
#include "session.h"
#include "stats.h"
#include "vet.h"

/* Adds what can be done about a load that failed. */
static int explain_load(const struct object *object, int code, struct err *err)
{
	const struct log *log = &object->session->log;

	if (code == EPERM || code == EACCES) {
		const char *missing = privileges_missing(object->bpf);

		if (missing)
			return err_hint(err, "loading it needs %s: run as root", missing);
	}
	if (log_has(log, "BTF") && access(kernel_btf_path, R_OK) < 0)
		return err_hint(err, "this kernel has no BTF ('%s' is not there): "
				"it needs CONFIG_DEBUG_INFO_BTF=y", kernel_btf_path);
	return -err->code;
}

/* What a program was bound to, which libbpf does not tell. */
struct binding {
	struct binding *next;
	const struct bpf_program *prog;
	char target[];
};

int object_bind(struct object *object, struct bpf_program *prog, const char *target,
		struct err *err)
{
	struct binding *binding;
	int ret = attach_bind(prog, target, err);

	if (ret < 0)
		return ret;
	binding = malloc(sizeof(*binding) + strlen(target) + 1);
	if (!binding)
		return err_set(err, ENOMEM, "cannot bind '%s': %s", bpf_program__name(prog),
			       strerror(ENOMEM));
	binding->prog = prog;
	strcpy(binding->target, target);
	binding->next = object->bindings;
	object->bindings = binding;
	return 0;
}

static const char *bound_target(const void *context, const struct bpf_program *prog)
{
	const struct object *object = context;

	for (const struct binding *i = object->bindings; i; i = i->next)
		if (i->prog == prog)
			return i->target;
	return NULL;
}

/* The user's targets for programs that take them when they are loaded. */
static int bind_programs(struct object *object, struct err *err)
{
	struct bpf_program *prog;
	int ret = 0;

	bpf_object__for_each_program(prog, object->bpf) {
		struct session_target *given = session_target(object->session,
							      bpf_program__name(prog));

		if (ret < 0 || !given || !attach_is_bound(bpf_program__section_name(prog)))
			continue;
		given->used = true;
		ret = object_bind(object, prog, given->target, err);
	}
	return ret;
}

/* libbpf has read the slice of the kernel's BTF, or never will. */
static void forget_btf(struct object *object)
{
	if (object->btf_fd >= 0)
		close(object->btf_fd);
	object->btf_fd = -1;
}

static int open_and_load(struct object *object, const void *data, size_t size, struct err *err)
{
	const char *name = object->session->options->name;
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name);
	char btf_path[KERNEL_BTF_PATH_MAX];
	int ret;

	ret = vet_object(data, size, err);
	if (ret < 0)
		return err_prefix(err, "cannot open the BPF object of '%s'", name);
	object->btf_fd = kernel_btf_slice(data, size, btf_path);
	if (object->btf_fd >= 0)
		opts.btf_custom_path = btf_path;
	object->bpf = bpf_object__open_mem(data, size, &opts);
	if (!object->bpf)
		return err_set(err, errno, "cannot open the BPF object of '%s': %s", name,
			       strerror(errno));
	ret = bind_programs(object, err);
	if (!ret)
		ret = permit_load(object->session->options->policy, object->bpf, bound_target, object,
				  err);
	if (ret < 0)
		return ret;
	ret = bpf_object__load(object->bpf);
	forget_btf(object);
	if (ret < 0) {
		err_set(err, -ret, "cannot load the BPF object of '%s': %s", name, strerror(-ret));
		return explain_load(object, -ret, err);
	}
	return 0;
}

int object_load(struct session *session, const void *data, size_t size,
		struct object **ret_object, struct err *err)
{
	struct object *object = calloc(1, sizeof(*object));
	int ret;

	if (!object)
		return err_set(err, ENOMEM, "cannot load a BPF object: %s", strerror(ENOMEM));
	object->session = session;
	object->btf_fd = -1;
	ret = open_and_load(object, data, size, err);
	if (!ret) {
		object->handle = handles_add(&session->objects, object);
		if (object->handle < 0)
			ret = err_set(err, (int)-object->handle, "cannot load a BPF object: %s",
				      strerror((int)-object->handle));
	}
	if (ret < 0) {
		object_free(object);
		return ret;
	}
	*ret_object = object;
	return 0;
}

static void detach_all(struct object *object)
{
	pthread_mutex_lock(&object->session->attaching);
	while (object->attachments) {
		struct attachment *attachment = object->attachments;

		object->attachments = attachment->next;
		attachment_free(attachment);
	}
	pthread_mutex_unlock(&object->session->attaching);
}

void object_abandon(struct object *object)
{
	for (struct attachment *i = object->attachments; i; i = i->next)
		attachment_undo(i);
}

void object_free(struct object *object)
{
	detach_all(object);
	while (object->maps) {
		struct map *map = object->maps;

		object->maps = map->next;
		session_forget(object->session, map);
		map_free(map);
	}
	bpf_object__close(object->bpf);
	forget_btf(object);
	while (object->bindings) {
		struct binding *binding = object->bindings;

		object->bindings = binding->next;
		free(binding);
	}
	free(object);
}

void object_close(struct object *object)
{
	struct session *session = object->session;

	handles_remove(&session->objects, object->handle);
	for (struct map *map = object->maps; map; map = map->next) {
		handles_remove(&session->maps, map->handle);
		map->handle = 0;
		if (map->pump)
			pump_stop(map->pump);
		session_forget(session, map);
	}
	object->handle = 0;
	if (!object->busy) {
		object_free(object);
		return;
	}
	detach_all(object);
	object->next = session->closing;
	session->closing = object;
}

void object_put(struct object *object)
{
	struct object **link = &object->session->closing;

	if (--object->busy || object->handle)
		return;
	while (*link != object)
		link = &(*link)->next;
	*link = object->next;
	object_free(object);
}

static int attach(struct object *object, const char *program, const char *target,
		  struct err *err)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(object->bpf, program);
	struct bpf_map *map = bpf_object__find_map_by_name(object->bpf, program);
	struct session_target *given = session_target(object->session, program);
	const struct policy *policy = object->session->options->policy;

	if (given) {
		given->used = true;
		target = given->target;
	}
	if (prog && given && attach_is_bound(bpf_program__section_name(prog)))
		target = NULL;
	if (prog)
		return attach_program(object->bpf, prog, target, policy, &object->attachments,
				      err);
	if (map && bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		return attach_struct_ops(object->bpf, map, policy, &object->attachments, err);
	return err_set(err, ENOENT, "cannot attach '%s': no program of that name", program);
}

int object_attach(struct object *object, const char *program, const char *target,
		  struct err *err)
{
	int ret;

	pthread_mutex_lock(&object->session->attaching);
	ret = attach(object, program, target, err);
	pthread_mutex_unlock(&object->session->attaching);
	if (!ret)
		object->session->attached_at = stats_clock();
	return ret;
}

int object_attach_path(struct object *object, const char *program, const char *path,
		       struct err *err)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(object->bpf, program);
	bool takes = prog && attach_takes_path(bpf_program__section_name(prog));

	return object_attach(object, program, takes ? path : NULL, err);
}

int object_map(struct object *object, const char *name, struct map **ret_map, struct err *err)
{
	struct bpf_map *bpf = bpf_object__find_map_by_name(object->bpf, name);
	struct map *map;
	int ret;

	if (!bpf)
		return err_set(err, ENOENT, "no map '%s' in the BPF object", name);
	for (map = object->maps; map && map->bpf != bpf; map = map->next)
		;
	if (map) {
		*ret_map = map;
		return 0;
	}
	ret = map_new(object, bpf, &map, err);
	if (ret < 0)
		return ret;
	map->handle = handles_add(&object->session->maps, map);
	if (map->handle < 0) {
		ret = err_set(err, -map->handle, "cannot give map '%s' a handle: %s", name,
			      strerror(-map->handle));
		map_free(map);
		return ret;
	}
	map->next = object->maps;
	object->maps = map;
	*ret_map = map;
	return 0;
}
