// SPDX-License-Identifier: MIT
/* Programs, and which of them are loaded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "internal.h"

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

/* --- the image to load ------------------------------------------------------ */

static bool is_marked(const struct bpf_program *prog)
{
	return *elf_section_name(&prog->object->elf, prog->section_index) == '?';
}

/* How many bytes of names the marks take that are to be added. */
static size_t marks_size(const struct bpf_object *obj)
{
	size_t size = 0;

	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next)
		if (!prog->autoload && !is_marked(prog))
			size += strlen(prog->section) + 2;
	return size;
}

/* libbpf leaves out the programs of a section whose name begins with '?'. So the
 * image gets a new table of names at its end, with longer names for these. */
int sdk_load_image(const struct bpf_object *obj, void **ret_data, size_t *ret_size)
{
	size_t names_size = obj->elf.names < obj->elf.section_count ?
		obj->elf.sections[obj->elf.names].size : 0;
	size_t added = marks_size(obj), size = obj->elf.size + names_size + added;
	struct elf image = { .size = size };
	struct elf_section *names;
	char *end;

	*ret_data = obj->elf.data;
	*ret_size = obj->elf.size;
	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next)
		if (prog->autoload && is_marked(prog))
			obj->elf.sections[prog->section_index].name++;
	if (!added)
		return 0;
	image.data = malloc(size);
	if (!image.data)
		return -ENOMEM;
	memcpy(image.data, obj->elf.data, obj->elf.size);
	elf_read(&image);
	names = &image.sections[image.names];
	end = (char *)image.data + obj->elf.size;
	memcpy(end, image.data + names->offset, names_size);
	names->offset = obj->elf.size;
	names->size = names_size + added;
	end += names_size;
	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next) {
		if (prog->autoload || is_marked(prog))
			continue;
		image.sections[prog->section_index].name =
			end - (char *)image.data - obj->elf.size;
		*end++ = '?';
		end = stpcpy(end, prog->section) + 1;
	}
	*ret_data = image.data;
	*ret_size = size;
	return 0;
}
