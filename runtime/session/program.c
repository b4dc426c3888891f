// SPDX-License-Identifier: MIT
#include "session/program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bpf_error.h"
#include "lib/err.h"
#include "session/object.h"
#include "session/session.h"

enum {
	LOG_LEVEL_MAX = 7,   /* BPF_LOG_LEVEL and BPF_LOG_STATS */
	PART_NS = 50000000,  /* of a long test run, until an interrupt is seen */
};

/* A handle for a program of the object, or null with the error set. */
static struct program *add(struct object *object, struct bpf_program *bpf, struct err *err)
{
	struct program *program = calloc(1, sizeof(*program));
	int handle = program ? handles_add(&object->session->programs, program) : -ENOMEM;

	if (handle < 0) {
		err_set(err, -handle, "cannot give program '%s' a handle: %s",
			bpf_program__name(bpf), strerror(-handle));
		free(program);
		return NULL;
	}
	*program = (struct program){ .object = object, .bpf = bpf, .next = object->programs,
				     .handle = handle };
	object->programs = program;
	return program;
}

static int give(struct object *object, struct bpf_program *bpf, struct program **ret_program,
		struct err *err)
{
	struct program *program = object->programs;

	while (program && program->bpf != bpf)
		program = program->next;
	if (!program)
		program = add(object, bpf, err);
	if (!program)
		return -err->code;
	*ret_program = program;
	return 0;
}

int program_find(struct object *object, const char *name, struct program **ret_program,
		 struct err *err)
{
	struct bpf_program *bpf = bpf_object__find_program_by_name(object->bpf, name);

	if (!bpf)
		return err_set(err, ENOENT, "no program '%s' in the BPF object", name);
	return give(object, bpf, ret_program, err);
}

int program_next(struct object *object, const struct program *program,
		 struct program **ret_program, struct err *err)
{
	struct bpf_program *bpf = bpf_object__next_program(object->bpf,
							   program ? program->bpf : NULL);

	if (bpf)
		return give(object, bpf, ret_program, err);
	*ret_program = NULL;
	return 0;
}

bool program_is_loaded(const struct bpf_program *prog)
{
	return bpf_program__fd(prog) >= 0;
}

int program_ask(const struct bpf_program *prog, struct bpf_prog_info *ret_info)
{
	struct bpf_prog_info info = { 0 };
	uint32_t size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size) < 0)
		return -errno;
	*ret_info = info;
	return 0;
}

static int set(struct bpf_program *prog, enum wasm_bpf_program_setting what, uint32_t value)
{
	switch (what) {
	case WASM_BPF_PROGRAM_SET_AUTOLOAD:
		return bpf_program__set_autoload(prog, value);
	case WASM_BPF_PROGRAM_SET_LOG_LEVEL:
		return bpf_program__set_log_level(prog, value);
	case WASM_BPF_PROGRAM_SET_TYPE:
		return bpf_program__set_type(prog, value);
	case WASM_BPF_PROGRAM_SET_ATTACH_TYPE:
		return bpf_program__set_expected_attach_type(prog, value);
	case WASM_BPF_PROGRAM_SET_FLAGS:
		return bpf_program__set_flags(prog, value);
	default:
		return -EINVAL;
	}
}

/* What libbpf takes for granted of these sections would not hold with another type: that it
 * has read the kernel's types. */
static bool is_bound_section(const struct bpf_program *prog)
{
	enum bpf_attach_type attach_type;
	enum bpf_prog_type type;

	return libbpf_prog_type_by_name(bpf_program__section_name(prog), &type, &attach_type) ==
		       0 &&
	       (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
		type == BPF_PROG_TYPE_EXT);
}

int program_set(struct program *program, enum wasm_bpf_program_setting what, uint64_t value,
		struct err *err)
{
	const char *name = bpf_program__name(program->bpf);
	const uint64_t max = what == WASM_BPF_PROGRAM_SET_AUTOLOAD    ? 1
			     : what == WASM_BPF_PROGRAM_SET_LOG_LEVEL ? LOG_LEVEL_MAX
			     : what == WASM_BPF_PROGRAM_SET_FLAGS     ? UINT32_MAX
							     : INT32_MAX;
	int ret;

	if (value > max)
		return err_set(err, EINVAL, "cannot set %llu for the program '%s': at most %llu is "
			       "allowed", (unsigned long long)value, name, (unsigned long long)max);
	if (what == WASM_BPF_PROGRAM_SET_TYPE && is_bound_section(program->bpf))
		return err_set(err, EINVAL, "cannot change the type of '%s': section '%s' fixes "
			       "its type",
			       name, bpf_program__section_name(program->bpf));
	ret = bpf_errno(set(program->bpf, what, (uint32_t)value));
	if (ret < 0)
		return err_set(err, -ret, "cannot change the program '%s': %s", name,
			       strerror(-ret));
	return 0;
}

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
		object->has_types = true;
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

int program_bind(struct object *object, struct bpf_program *prog, const char *target,
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

const char *program_bound(const struct object *object, const struct bpf_program *prog)
{
	for (const struct binding *i = object->bindings; i; i = i->next)
		if (i->prog == prog)
			return i->target;
	return NULL;
}

const char *program_replaced(const struct object *object, const struct bpf_program *prog,
			     int *ret_fd)
{
	for (const struct binding *i = object->bindings; i; i = i->next)
		if (i->prog == prog && i->fd >= 0) {
			*ret_fd = i->fd;
			return strchr(i->target, ':') + 1;
		}
	return NULL;
}

void program_unbind_all(struct object *object)
{
	while (object->bindings) {
		struct binding *binding = object->bindings;

		object->bindings = binding->next;
		free_binding(binding);
	}
}

/* How many runs of `duration` ns take a part's time. */
static uint32_t part_of(uint32_t left, uint32_t duration)
{
	const uint32_t fit = PART_NS / (duration ? duration : 1) + 1;

	return left < fit ? left : fit;
}

int program_test_run(struct session *session, const struct bpf_program *prog,
		     struct bpf_test_run_opts *opts)
{
	const uint32_t room[] = { opts->data_size_out, opts->ctx_size_out };
	const uint32_t repeat = (uint32_t)opts->repeat;
	uint32_t left = repeat;
	uint64_t total = 0;
	int ret = 0;

	/* Of the first run it is not known how long it takes. */
	opts->repeat = repeat != 0;
	for (;;) {
		if (interrupt_take(&session->interrupt))
			return -EINTR;
		opts->data_size_out = room[0];
		opts->ctx_size_out = room[1];
		ret = bpf_prog_test_run_opts(bpf_program__fd(prog), opts);
		total += (uint64_t)opts->duration * (uint32_t)opts->repeat;
		left -= (uint32_t)opts->repeat;
		if (ret < 0 || !left)
			break;
		opts->repeat = (int)part_of(left, opts->duration);
	}
	if (repeat > 1 && ret == 0)
		opts->duration = (uint32_t)(total / repeat);
	return ret;
}
