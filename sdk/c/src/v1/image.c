// SPDX-License-Identifier: MIT
/*
 * The bytes that are loaded. What libbpf would be told by calls, before an object is
 * loaded, is written into the object instead: a section's name that begins with '?' has
 * its programs left out, and a map's size stands in BTF. What grows goes to the end of
 * the file, and its section with it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"

#define IMAGE_ALIGNMENT 8

static size_t align(size_t size)
{
	return (size + IMAGE_ALIGNMENT - 1) & -IMAGE_ALIGNMENT;
}

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

/* Moves the names of sections to `at`, where there is room, and adds marked ones. */
static void add_marks(const struct bpf_object *obj, struct elf *image, size_t at, size_t added)
{
	struct elf_section *names = &image->sections[image->names];
	char *begin = (char *)image->data + at, *end = begin + names->size;

	memcpy(begin, image->data + names->offset, names->size);
	names->offset = at;
	names->size += added;
	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next) {
		if (prog->autoload || is_marked(prog))
			continue;
		image->sections[prog->section_index].name = end - begin;
		*end++ = '?';
		end = stpcpy(end, prog->section) + 1;
	}
}

int sdk_load_image(const struct bpf_object *obj, void **ret_data, size_t *ret_size)
{
	const struct elf *elf = &obj->elf;
	size_t marks = marks_size(obj), names_at = align(elf->size), btf_at = names_at;
	struct elf image = { 0 };

	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next)
		if (prog->autoload && is_marked(prog))
			elf->sections[prog->section_index].name++; /* the rest of the name */
	*ret_data = elf->data;
	*ret_size = elf->size;
	if (!marks && !obj->resize)
		return 0;
	if (marks)
		btf_at = align(names_at + elf->sections[elf->names].size + marks);
	image.size = btf_at + (obj->resize ? obj->resize(obj, NULL, btf_at) : 0);
	image.data = calloc(1, image.size);
	if (!image.data)
		return -ENOMEM;
	memcpy(image.data, elf->data, elf->size);
	elf_read(&image);
	if (marks)
		add_marks(obj, &image, names_at, marks);
	if (obj->resize)
		obj->resize(obj, &image, btf_at);
	*ret_data = image.data;
	*ret_size = image.size;
	return 0;
}
