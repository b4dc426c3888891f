// SPDX-License-Identifier: MIT
/* Programs, and which of them are loaded. */
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
	return prog->section;
}

bool bpf_program__autoload(const struct bpf_program *prog)
{
	return prog->autoload;
}

bool bpf_program__autoattach(const struct bpf_program *prog)
{
	return prog->autoattach;
}

void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach)
{
	prog->autoattach = autoattach;
}

struct bpf_program *bpf_object__next_program(const struct bpf_object *obj,
					     struct bpf_program *prog)
{
	return prog ? prog->next : obj->programs;
}

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
						     const char *name)
{
	for (struct bpf_program *prog = obj->programs; prog; prog = prog->next)
		if (!strcmp(prog->name, name))
			return prog;
	return sdk_error_ptr(ENOENT);
}

/* Whether to load is said by a section's name, which its programs share. */
int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
{
	if (prog->object->handle)
		return sdk_error(EINVAL);
	for (struct bpf_program *p = prog->object->programs; p; p = p->next)
		if (p != prog && p->section_index == prog->section_index)
			return sdk_unsupported("bpf_program__set_autoload",
					       "give the program a section of its own");
	prog->autoload = autoload;
	return 0;
}
