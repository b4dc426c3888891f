// SPDX-License-Identifier: MIT
/* Programs: what the host says of them, and what is said to it before they are loaded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"

const char *bpf_program__name(const struct bpf_program *prog)
{
	return prog->name;
}

const char *bpf_program__section_name(const struct bpf_program *prog)
{
	struct bpf_program *own = (struct bpf_program *)prog;
	int len;

	if (prog->section)
		return prog->section;
	len = wasm_bpf_program_text(prog->handle, WASM_BPF_PROGRAM_SECTION, NULL, 0);
	own->section = len < 0 ? NULL : malloc(len + 1);
	if (!own->section)
		return "";
	wasm_bpf_program_text(prog->handle, WASM_BPF_PROGRAM_SECTION, own->section, len + 1);
	return prog->section;
}

/* --- walking -------------------------------------------------------------------- */

struct bpf_program *bpf_object__next_program(const struct bpf_object *obj,
					     struct bpf_program *prog)
{
	return prog ? prog->next : obj->programs;
}

struct bpf_program *bpf_object__prev_program(const struct bpf_object *obj,
					     struct bpf_program *prog)
{
	struct bpf_program *at = obj->programs;

	if (at == prog)
		return NULL;
	while (at && at->next != prog)
		at = at->next;
	return at;
}

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
						     const char *name)
{
	for (struct bpf_program *prog = obj->programs; prog; prog = prog->next)
		if (!strcmp(prog->name, name))
			return prog;
	return sdk_error_ptr(ENOENT);
}

/* --- before loading --------------------------------------------------------------- */

static int set_program(struct bpf_program *prog, int what, uint64_t value)
{
	return sdk_result(wasm_bpf_program_set(prog->handle, what, value));
}

bool bpf_program__autoload(const struct bpf_program *prog)
{
	return prog->autoload;
}

int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
{
	int err;

	if (prog->object->is_loaded)
		return sdk_error(EINVAL);
	err = set_program(prog, WASM_BPF_PROGRAM_SET_AUTOLOAD, autoload);
	if (!err)
		prog->autoload = autoload;
	return err;
}

bool bpf_program__autoattach(const struct bpf_program *prog)
{
	return prog->autoattach;
}

void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach)
{
	prog->autoattach = autoattach;
}

static const struct wasm_bpf_program_info *program_info(const struct bpf_program *prog)
{
	static struct wasm_bpf_program_info info;

	memset(&info, 0, sizeof(info));
	wasm_bpf_program_info(prog->handle, &info, sizeof(info));
	return &info;
}

size_t bpf_program__insn_cnt(const struct bpf_program *prog)
{
	return program_info(prog)->instructions;
}

enum bpf_prog_type bpf_program__type(const struct bpf_program *prog)
{
	return program_info(prog)->type;
}

int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type)
{
	return set_program(prog, WASM_BPF_PROGRAM_SET_TYPE, type);
}

enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog)
{
	return program_info(prog)->expected_attach_type;
}

int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type)
{
	return set_program(prog, WASM_BPF_PROGRAM_SET_ATTACH_TYPE, type);
}

__u32 bpf_program__flags(const struct bpf_program *prog)
{
	return prog->flags;
}

int bpf_program__set_flags(struct bpf_program *prog, __u32 flags)
{
	int err = set_program(prog, WASM_BPF_PROGRAM_SET_FLAGS, flags);

	if (!err)
		prog->flags = flags;
	return err;
}

__u32 bpf_program__log_level(const struct bpf_program *prog)
{
	return prog->log_level;
}

int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level)
{
	int err = set_program(prog, WASM_BPF_PROGRAM_SET_LOG_LEVEL, log_level);

	if (!err)
		prog->log_level = log_level;
	return err;
}

const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size)
{
	*log_size = prog->log_size;
	return prog->log;
}

int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size)
{
	if (!log_buf != !log_size)
		return sdk_error(EINVAL);
	if (prog->object->is_loaded)
		return sdk_error(EBUSY);
	prog->log = log_buf;
	prog->log_size = log_size;
	return 0;
}

int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd,
				   const char *attach_func_name)
{
	const struct bpf_program *in = NULL;
	char target[256];

	if (!prog || !attach_func_name || attach_prog_fd < 0)
		return sdk_error(EINVAL);
	if (attach_prog_fd) {
		in = sdk_program_by_fd(attach_prog_fd);
		if (!in)
			return -errno;
		snprintf(target, sizeof(target), "%s:%s", in->name, attach_func_name);
	}
	return sdk_failed(wasm_bpf_program_set_target(prog->handle,
						      in ? target : attach_func_name));
}

/* --- descriptors ------------------------------------------------------------------ */

int bpf_program__fd(const struct bpf_program *prog)
{
	struct sdk_descriptor *descriptor;

	if (!prog)
		return sdk_error(EINVAL);
	if (!prog->object->is_loaded || !prog->autoload)
		return sdk_error(ENOENT);
	if (prog->fd)
		return prog->fd;
	descriptor = sdk_descriptor_new(SDK_PROGRAM, prog->handle);
	if (!descriptor)
		return -errno;
	descriptor->data = (struct bpf_program *)prog;
	return ((struct bpf_program *)prog)->fd = descriptor->fd;
}

const struct bpf_program *sdk_program_by_fd(int fd)
{
	const struct sdk_descriptor *descriptor = sdk_descriptor_find(fd, SDK_PROGRAM);

	return descriptor ? descriptor->data : NULL;
}

enum bpf_prog_type bpf_program__get_type(const struct bpf_program *prog)
{
	return bpf_program__type(prog);
}

enum bpf_attach_type bpf_program__get_expected_attach_type(const struct bpf_program *prog)
{
	return bpf_program__expected_attach_type(prog);
}
