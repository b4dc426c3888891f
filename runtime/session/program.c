// SPDX-License-Identifier: MIT
#include "session/program.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
