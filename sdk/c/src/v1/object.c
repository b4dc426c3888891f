// SPDX-License-Identifier: MIT
/* Objects: ELF bytes in, a list of programs and one of maps out; loaded as a whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wasm_bpf.h>
#include "object.h"

static struct bpf_object *open_objects;

const struct bpf_map *sdk_map_by_fd(int fd)
{
	for (const struct bpf_object *obj = open_objects; obj; obj = obj->next)
		for (const struct bpf_map *map = obj->maps; map; map = map->next)
			if (fd >= 0 && map->fd == fd)
				return map;
	return NULL;
}

/* --- opening ---------------------------------------------------------------- */

/* Programs are the global functions of executable sections other than .text. */
static int add_program(struct bpf_object *obj, const struct elf_symbol *symbol,
		       struct bpf_program ***tail)
{
	const struct elf *elf = &obj->elf;
	bool global = symbol->info >> 4;
	struct bpf_program *prog;
	const char *section;

	if (elf_symbol_type(symbol) != ELF_FUNCTION || !global ||
	    symbol->section >= elf->section_count ||
	    !(elf->sections[symbol->section].flags & ELF_EXECUTABLE))
		return 0;
	section = elf_section_name(elf, symbol->section);
	if (!strcmp(section, ".text"))
		return 0;
	prog = calloc(1, sizeof(*prog));
	if (!prog)
		return -ENOMEM;
	prog->object = obj;
	prog->name = elf_string(elf, elf->symbol_names, symbol->name);
	prog->section = section + (*section == '?');
	prog->section_index = symbol->section;
	prog->autoload = prog->autoattach = *section != '?';
	**tail = prog;
	*tail = &prog->next;
	return 0;
}

static int add_programs(struct bpf_object *obj)
{
	struct bpf_program **tail = &obj->programs;

	for (size_t i = 0; i < obj->elf.symbol_count; i++) {
		int err = add_program(obj, &obj->elf.symbols[i], &tail);

		if (err)
			return err;
	}
	return 0;
}

static struct bpf_map *add_map(struct bpf_object *obj, const char *name, struct bpf_map ***tail)
{
	struct bpf_map *map = calloc(1, sizeof(*map));

	if (!map)
		return NULL;
	map->object = obj;
	map->name = name;
	map->fd = -1;
	**tail = map;
	*tail = &map->next;
	return map;
}

static bool is_globals(const char *section)
{
	static const char *const names[] = { ".rodata", ".data", ".bss" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (!strncmp(section, names[i], len) && (!section[len] || section[len] == '.'))
			return true;
	}
	return false;
}

/* A section of global variables becomes a map of its name, unless it is empty. */
static int add_globals(struct bpf_object *obj, unsigned index, struct bpf_map ***tail)
{
	const struct elf_section *section = &obj->elf.sections[index];
	const char *name = elf_section_name(&obj->elf, index);
	bool is_bss = section->type == ELF_NOBITS;
	struct bpf_map *map;
	void *initial;

	if (!is_globals(name) || !section->size || section->size > INT32_MAX)
		return 0;
	initial = is_bss ? calloc(1, section->size) : elf_bytes(&obj->elf, index);
	if (!initial)
		return is_bss ? -ENOMEM : -ENOEXEC;
	map = add_map(obj, name, tail);
	if (!map) {
		if (is_bss)
			free(initial);
		return -ENOMEM;
	}
	map->is_bss = is_bss;
	map->initial = initial;
	map->initial_size = section->size;
	return 0;
}

/* As libbpf orders them: first those that the program defines, then global variables. */
static int add_maps(struct bpf_object *obj)
{
	const struct elf *elf = &obj->elf;
	struct bpf_map **tail = &obj->maps;
	unsigned maps = elf_find(elf, ".maps");

	for (size_t i = 0; maps && i < elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];

		if (symbol->section == maps && elf_symbol_type(symbol) == ELF_OBJECT &&
		    !add_map(obj, elf_string(elf, elf->symbol_names, symbol->name), &tail))
			return -ENOMEM;
	}
	for (unsigned i = 1; i < elf->section_count; i++) {
		int err = add_globals(obj, i, &tail);

		if (err)
			return err;
	}
	return 0;
}

static int open_object(struct bpf_object *obj, const void *data, size_t size, const char *name)
{
	int err;

	obj->name = strdup(name);
	obj->elf.data = malloc(size);
	obj->elf.size = size;
	if (!obj->name || !obj->elf.data)
		return -ENOMEM;
	memcpy(obj->elf.data, data, size);
	err = elf_read(&obj->elf);
	if (!err)
		err = add_programs(obj);
	if (!err)
		err = add_maps(obj);
	return err;
}

struct bpf_object *sdk_open(const void *data, size_t size,
			    const struct bpf_object_open_opts *opts, const char *name)
{
	struct bpf_object *obj;
	int err;

	if (!data || !size)
		return sdk_error_ptr(EINVAL);
	if (sdk_check_open_options(opts))
		return NULL;
	if (sdk_option(opts, object_name))
		name = opts->object_name;
	obj = calloc(1, sizeof(*obj));
	if (!obj)
		return sdk_error_ptr(ENOMEM);
	obj->next = open_objects;
	open_objects = obj;
	err = open_object(obj, data, size, name);
	if (err) {
		sdk_warn("cannot open '%s': error %d\n", name, err);
		bpf_object__close(obj);
		return sdk_error_ptr(-err);
	}
	return obj;
}

/* --- loading and closing ---------------------------------------------------- */

static bool is_zero(const unsigned char *bytes, size_t size)
{
	while (size && !*bytes)
		bytes++, size--;
	return !size;
}

/* .bss has no bytes in the file: what was set is written once the map is there. */
static int load_bss(const struct bpf_map *map)
{
	static const __u32 key = 0;

	if (!map->is_bss || is_zero(map->initial, map->initial_size))
		return 0;
	return sdk_result(wasm_bpf_map_operate(map->fd, WASM_BPF_MAP_UPDATE, &key, map->initial,
					       NULL, BPF_ANY));
}

int bpf_object__load(struct bpf_object *obj)
{
	void *image;
	size_t size;
	int err;

	if (!obj || obj->handle)
		return sdk_error(EINVAL);
	err = sdk_load_image(obj, &image, &size);
	if (err)
		return sdk_error(-err);
	obj->handle = wasm_load_bpf_object(image, size);
	if (image != obj->elf.data)
		free(image);
	if (!obj->handle)
		return sdk_error(EINVAL);
	for (struct bpf_map *map = obj->maps; map; map = map->next) {
		map->fd = wasm_bpf_map_fd_by_name(obj->handle, map->name);
		err = map->fd < 0 ? sdk_result(map->fd) : load_bss(map);
		if (err) {
			sdk_warn("cannot use map '%s': error %d\n", map->name, err);
			return err;
		}
	}
	return 0;
}

static void free_maps(struct bpf_map *map)
{
	while (map) {
		struct bpf_map *next = map->next;

		if (map->is_bss)
			free(map->initial);
		free(map);
		map = next;
	}
}

static void free_programs(struct bpf_program *prog)
{
	while (prog) {
		struct bpf_program *next = prog->next;

		free(prog);
		prog = next;
	}
}

void bpf_object__close(struct bpf_object *obj)
{
	struct bpf_object **at = &open_objects;

	if (!obj)
		return;
	while (*at != obj)
		at = &(*at)->next;
	*at = obj->next;
	if (obj->handle)
		wasm_close_bpf_object(obj->handle);
	free_maps(obj->maps);
	free_programs(obj->programs);
	free(obj->elf.data);
	free(obj->name);
	free(obj);
}

const char *bpf_object__name(const struct bpf_object *obj)
{
	return obj->name;
}
