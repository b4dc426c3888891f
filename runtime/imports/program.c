// SPDX-License-Identifier: MIT
/* Imports for programs: find, set up, attach, run. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/engine.h"
#include "imports/call.h"
#include "imports/guest.h"
#include "policy/policy.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/binding.h"
#include "session/link.h"
#include "session/object.h"
#include "session/program.h"

/* --- v1 ------------------------------------------------------------------------ */

V1_FUNCTION(wasm_attach_bpf_program)
{
	struct object *object = handles_find(&session->objects, (int64_t)args->object);
	const char *name = guest_string(session, args->program, GUEST_NAME_MAX);
	const char *target = NULL;

	if (!object)
		return -EBADF;
	if (args->target)
		target = guest_string(session, args->target, GUEST_TARGET_MAX);
	if (!name || (args->target && !target))
		return -EFAULT;
	return REPORTED(session, object_attach(object, name, target, &err));
}

enum { FIRST_DIRECTORY = 3 };  /* after the standard streams */

V1_FUNCTION(wasm_attach_bpf_program_fd)
{
	struct object *object = handles_find(&session->objects, (int64_t)args->object);
	const char *name = guest_string(session, args->program, GUEST_NAME_MAX);
	const int32_t fd = args->descriptor;
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

/* --- v2 ------------------------------------------------------------------------ */

V2_FUNCTION(program_find)
{
	struct object *object = call_object(session, args->object, err);
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	struct program *program;
	int ret;

	if (!object)
		return -EBADF;
	if (!name)
		return call_bad_pointer(err, "a name");
	ret = program_find(object, name, &program, err);
	return ret < 0 ? ret : program->handle;
}

V2_FUNCTION(program_next)
{
	struct object *object = call_object(session, args->object, err);
	struct program *program = object && args->program
					  ? call_program(session, args->program, err)
					  : NULL;
	int ret;

	if (!object || (args->program && !program))
		return -EBADF;
	if (program && program->object != object)
		return err_set(err, EINVAL, "program %d does not belong to object %d",
			       args->program,
			       args->object);
	ret = program_next(object, program, &program, err);
	return ret < 0 ? ret : program ? program->handle : 0;
}

/* What the kernel knows of a loaded program. */
static int add_kernels(const struct bpf_program *prog, struct wasm_bpf_program_info *info)
{
	struct bpf_prog_info kernels;
	int ret = program_ask(prog, &kernels);

	if (ret < 0)
		return ret;
	info->state |= WASM_BPF_PROGRAM_LOADED;
	info->id = kernels.id;
	info->verified_instructions = kernels.verified_insns;
	info->xlated_size = kernels.xlated_prog_len;
	info->jited_size = kernels.jited_prog_len;
	info->loaded_at = kernels.load_time;
	info->run_time_ns = kernels.run_time_ns;
	info->runs = kernels.run_cnt;
	info->recursion_misses = kernels.recursion_misses;
	memcpy(info->tag, kernels.tag, sizeof(info->tag));
	return 0;
}

V2_FUNCTION(program_info)
{
	const struct program *program = call_program(session, args->program, err);
	const struct bpf_program *prog;
	struct wasm_bpf_program_info info;
	int64_t ret = 0;

	if (!program)
		return -EBADF;
	prog = program->bpf;
	info = (struct wasm_bpf_program_info){
		.type = bpf_program__type(prog),
		.expected_attach_type = bpf_program__expected_attach_type(prog),
		.state = bpf_program__autoload(prog) ? WASM_BPF_PROGRAM_AUTOLOAD : 0,
		.instructions = (uint32_t)bpf_program__insn_cnt(prog),
	};
	snprintf(info.name, sizeof(info.name), "%s", bpf_program__name(prog));
	if (program_is_loaded(prog))
		ret = add_kernels(prog, &info);
	if (ret < 0)
		return err_set(err, (int)-ret, "cannot get the info of program '%s': %s", info.name,
			       strerror((int)-ret));
	ret = call_put(session, args->info, args->size, &info, sizeof(info));
	return ret < 0 ? call_bad_pointer(err, "a program's info") : ret;
}

V2_FUNCTION(program_text)
{
	const struct program *program = call_program(session, args->program, err);
	const int32_t which = args->which;
	int64_t ret;

	if (!program)
		return -EBADF;
	if (which != WASM_BPF_PROGRAM_NAME && which != WASM_BPF_PROGRAM_SECTION)
		return err_set(err, EINVAL, "no such program text: %d", which);
	ret = call_put_text(session, args->text, args->size,
			  which == WASM_BPF_PROGRAM_NAME ? bpf_program__name(program->bpf)
					     : bpf_program__section_name(program->bpf));
	return ret < 0 ? call_bad_pointer(err, "a buffer for a text") : ret;
}

/* A program that can still be set up, or null with the error set. */
static struct program *program_to_define(struct session *session, int32_t handle,
					 struct err *err)
{
	struct program *program = call_program(session, handle, err);

	if (program && program->object->state != OBJECT_OPEN) {
		err_set(err, EBUSY, "cannot change the program '%s': its object is already "
			"loaded",
			bpf_program__name(program->bpf));
		return NULL;
	}
	return program;
}

V2_FUNCTION(program_set)
{
	struct program *program = program_to_define(session, args->program, err);
	const int32_t what = args->what;

	if (!program)
		return -err->code;
	if (what < WASM_BPF_PROGRAM_SET_AUTOLOAD || what > WASM_BPF_PROGRAM_SET_FLAGS)
		return err_set(err, EINVAL, "no such program setting: %d", what);
	return program_set(program, (enum wasm_bpf_program_setting)what, args->value, err);
}

V2_FUNCTION(program_set_target)
{
	struct program *program = program_to_define(session, args->program, err);
	const char *target = guest_string(session, args->target, GUEST_TARGET_MAX);

	if (!program)
		return -err->code;
	if (!target)
		return call_bad_pointer(err, "a target");
	return binding_add(program->object, program->bpf, target, err);
}

V2_FUNCTION(program_attach)
{
	struct program *program = call_program(session, args->program, err);
	const char *target = args->target ? guest_string(session, args->target, GUEST_TARGET_MAX)
					  : NULL;
	struct link *link;
	int ret;

	if (!program)
		return -EBADF;
	if (args->target && !target)
		return call_bad_pointer(err, "a target");
	ret = link_new(program, target, args->cookie, &link, err);
	return ret < 0 ? ret : link->handle;
}

/* Finds what a test run reads and writes; the name of what is not all in memory, or null. */
static const char *decode(const struct session *session, const struct wasm_bpf_test_run *run,
			  struct bpf_test_run_opts *opts)
{
	opts->data_in = guest_range(session, run->data_in, run->data_in_size);
	opts->data_out = guest_writable(session, run->data_out, run->data_out_size);
	opts->ctx_in = guest_range(session, run->context_in, run->context_in_size);
	opts->ctx_out = guest_writable(session, run->context_out, run->context_out_size);
	if ((run->data_in && !opts->data_in) || (run->data_out && !opts->data_out))
		return "data";
	return (run->context_in && !opts->ctx_in) || (run->context_out && !opts->ctx_out)
		       ? "a context" : NULL;
}

static int test_run(struct session *session, const struct bpf_program *prog,
		    struct wasm_bpf_test_run *run, struct err *err)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		    .data_size_in = run->data_in_size, .data_size_out = run->data_out_size,
		    .ctx_size_in = run->context_in_size, .ctx_size_out = run->context_out_size,
		    .repeat = (int)run->repeat, .flags = run->flags, .cpu = run->cpu,
		    .batch_size = run->batch_size);
	const char *bad = decode(session, run, &opts);
	int ret;

	if (bad)
		return (int)call_bad_pointer(err, bad);
	ret = program_test_run(session, prog, &opts);
	run->data_out_size = opts.data_size_out;
	run->context_out_size = opts.ctx_size_out;
	run->retval = opts.retval;
	run->duration_ns = opts.duration;
	return ret;
}

V2_FUNCTION(program_test_run)
{
	const struct program *program = call_program(session, args->program, err);
	const size_t size = args->size < sizeof(struct wasm_bpf_test_run) ? args->size
								 : sizeof(struct wasm_bpf_test_run);
	void *to = guest_writable(session, args->run, size);
	struct wasm_bpf_test_run run = { 0 };
	int ret;

	if (!program)
		return -EBADF;
	if (!to)
		return call_bad_pointer(err, "a test run");
	ret = policy_may_ask(session->options->policy, POLICY_TEST_RUN, err);
	if (ret < 0)
		return ret;
	if (!program_is_loaded(program->bpf))
		return err_set(err, EINVAL, "cannot run '%s': it is not loaded",
			       bpf_program__name(program->bpf));
	memcpy(&run, to, size);
	usage_mark(program->object, program->bpf);
	ret = test_run(session, program->bpf, &run, err);
	/* What it wrote is where there was room for it when that was too small, too. */
	if (ret == 0 || ret == -ENOSPC)
		memcpy(to, &run, size);
	if (ret < 0 && !err->code)
		err_set(err, -ret, "cannot run '%s': %s", bpf_program__name(program->bpf),
			strerror(-ret));
	return ret;
}

V2_FUNCTION(stats_enable)
{
	const int32_t on = args->on;
	int ret;

	if (on != 0 && on != 1)
		return err_set(err, EINVAL, "statistics are on (1) or off (0), not %d", on);
	ret = on ? policy_may_ask(session->options->policy, POLICY_STATS, err) : 0;
	if (ret < 0)
		return ret;
	ret = session_count_runs(session, on);
	return ret < 0 ? err_set(err, -ret, "cannot enable statistics: %s", strerror(-ret)) : 0;
}
