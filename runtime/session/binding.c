// SPDX-License-Identifier: MIT
#include "session/binding.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bpf_error.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "session/given.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"

/* A loaded program of that name, in any object of the session's, or null. */
static const struct bpf_program *find_loaded(const struct session *session, const char *name)
{
	for (uint32_t i = 0; i < session->objects.count; i++) {
		const struct object *object = handles_at(&session->objects, i);
		const struct bpf_program *prog = object ?
			bpf_object__find_program_by_name(object->bpf, name) : NULL;

		if (prog && program_is_loaded(prog))
			return prog;
	}
	return NULL;
}

/* freplace: to `program:function`. Gives a descriptor of that program, for as long as libbpf
 * needs it. */
static int bind_to_program(struct object *object, struct bpf_program *prog, const char *target,
			   int *ret_fd)
{
	const char *colon = strchr(target, ':');
	const struct bpf_program *replaced;
	char *name;
	int fd, ret;

	if (!colon || colon == target || !colon[1])
		return -EINVAL;
	name = strndup(target, (size_t)(colon - target));
	replaced = name ? find_loaded(object->session, name) : NULL;
	free(name);
	if (!replaced)
		return -ENOENT;
	fd = fcntl(bpf_program__fd(replaced), F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	ret = bpf_program__set_attach_target(prog, fd, colon + 1);
	if (ret < 0)
		close(fd);
	else
		*ret_fd = fd;
	return ret;
}

static int bind(struct object *object, struct bpf_program *prog, const char *target, int *ret_fd)
{
	switch (bpf_program__type(prog)) {
	case BPF_PROG_TYPE_EXT:
		return bind_to_program(object, prog, target, ret_fd);
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
		return bpf_program__set_attach_target(prog, 0, target);
	default:
		return -EOPNOTSUPP;
	}
}

static int explain(const struct bpf_program *prog, const char *target, int ret, struct err *err)
{
	err_set(err, -ret, "cannot attach '%s' (%s) to '%s': %s", bpf_program__name(prog),
		bpf_program__section_name(prog), target, strerror(-ret));
	if (ret == -EOPNOTSUPP)
		err_hint(err, "only tracing, lsm and freplace programs are bound before the load");
	else if (bpf_program__type(prog) == BPF_PROG_TYPE_EXT)
		err_hint(err, "the target of freplace is PROGRAM:FUNCTION of a loaded program");
	return ret;
}

/* What a program was bound to, which libbpf does not tell. */
struct binding {
	struct binding *next;
	const struct bpf_program *prog;
	int fd;  /* of the program that is replaced, or -1 */
	char target[];
};

static void free_binding(struct binding *binding)
{
	if (binding && binding->fd >= 0)
		close(binding->fd);
	free(binding);
}

/* Where the program's binding is in the list, or where one would be added. */
static struct binding **find_binding(struct object *object, const struct bpf_program *prog)
{
	struct binding **place = &object->bindings;

	while (*place && (*place)->prog != prog)
		place = &(*place)->next;
	return place;
}

int binding_add(struct object *object, struct bpf_program *prog, const char *target,
		struct err *err)
{
	const size_t size = strlen(target) + 1;
	struct binding *binding = malloc(sizeof(*binding) + size), **place, *before;
	int fd = -1, ret = binding ? bpf_errno(bind(object, prog, target, &fd)) : -ENOMEM;

	if (ret < 0) {
		free(binding);
		return explain(prog, target, ret, err);
	}
	place = find_binding(object, prog);
	before = *place;
	binding->next = before ? before->next : NULL;
	binding->prog = prog;
	binding->fd = fd;
	memcpy(binding->target, target, size);
	*place = binding;
	free_binding(before);
	return 0;
}

const char *binding_target(const struct object *object, const struct bpf_program *prog)
{
	for (const struct binding *i = object->bindings; i; i = i->next)
		if (i->prog == prog)
			return i->target;
	return NULL;
}

const char *binding_replaced(const struct object *object, const struct bpf_program *prog,
			     int *ret_fd)
{
	for (const struct binding *i = object->bindings; i; i = i->next)
		if (i->prog == prog && i->fd >= 0) {
			*ret_fd = i->fd;
			return strchr(i->target, ':') + 1;
		}
	return NULL;
}

void bindings_free(struct object *object)
{
	while (object->bindings) {
		struct binding *binding = object->bindings;

		object->bindings = binding->next;
		free_binding(binding);
	}
}

/* What libbpf would not bind to: the target in the section of freplace/PROGRAM:FUNCTION. */
static const char *replaced_by_section(const struct object *object,
				       const struct bpf_program *prog)
{
	const char *target = kind_section_target(bpf_program__section_name(prog));

	return bpf_program__type(prog) == BPF_PROG_TYPE_EXT && bpf_program__autoload(prog) &&
	       target && strchr(target, ':') && !binding_target(object, prog) ? target : NULL;
}

int bindings_add_given(struct object *object, struct err *err)
{
	struct bpf_program *prog;
	int ret = 0;

	bpf_object__for_each_program(prog, object->bpf) {
		struct session_target *given = session_target(object->session,
							      bpf_program__name(prog));
		const char *target = replaced_by_section(object, prog);

		if (given && bpf_program__autoload(prog) &&
		    kind_is_bound(bpf_program__section_name(prog))) {
			given->used = true;
			target = given->target;
		}
		if (target && ret == 0)
			ret = binding_add(object, prog, target, err);
	}
	return ret;
}
