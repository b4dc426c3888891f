// SPDX-License-Identifier: MIT
#include "bindings/input.h"

#include <bpf/btf.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bindings/continued.h"
#include "lib/btf_parts.h"
#include "lib/err.h"
#include "lib/file.h"

/* A kernel's image with debug information may have hundreds of MB. */
enum { MAX_FILE = 512 << 20 };

/* Sections of BTF alone: .ksyms, .kconfig, and maybe more to come. */
enum { MAX_EXTERN_SECTIONS = 16 };

/* Relocations that put a variable's offset in its section into .BTF (LLVM's names). */
enum { R_BPF_64_ABS32 = 3, R_BPF_64_NODYLD32 = 4 };

static int relocate_one(const struct elf *elf, const struct elf_section *symbols,
			const Elf64_Rel *rel, unsigned char *btf, size_t size, struct err *err)
{
	uint32_t type = ELF64_R_TYPE(rel->r_info), value;
	Elf64_Sym symbol;

	if (type != R_BPF_64_ABS32 && type != R_BPF_64_NODYLD32)
		return 0;
	if (rel->r_offset > size || size - rel->r_offset < sizeof(value))
		return err_set(err, EINVAL, "a relocation lies past the end of .BTF");
	if (elf_symbol(elf, symbols, ELF64_R_SYM(rel->r_info), &symbol))
		return err_set(err, EINVAL, "a relocation of .BTF has no symbol");
	if (symbol.st_shndx == SHN_UNDEF)
		return 0; /* an extern: its section is made by the loader */
	memcpy(&value, btf + rel->r_offset, sizeof(value));
	value += (uint32_t)symbol.st_value;
	memcpy(btf + rel->r_offset, &value, sizeof(value));
	return 0;
}

/* In BTF that has this machine's byte order. */
static int relocate(const struct elf *elf, const struct elf_section *section, unsigned char *btf,
		    struct err *err)
{
	const struct elf_section *relocations = elf_relocations(elf, section);
	Elf64_Rel rel;
	int ret = 0;

	if (elf->machine != EM_BPF || !relocations)
		return 0;
	if (relocations->link >= elf->section_count)
		return err_set(err, EINVAL, "the relocations of .BTF have no symbol table");
	for (uint64_t i = 0; !ret && !elf_relocation(elf, relocations, i, &rel); i++)
		ret = relocate_one(elf, &elf->sections[relocations->link], &rel, btf, section->size,
				   err);
	return ret;
}

/* Compilers leave a section's size to the ELF header, and btf_check() saw none. */
static int fill_section_size(const struct elf *elf, struct btf *btf, struct btf_type *type,
			     struct err *err)
{
	const char *name = btf__name_by_offset(btf, type->name_off);
	const struct elf_section *section = elf_find(elf, name);
	const struct btf_var_secinfo *info = btf_var_secinfos(type);

	if (type->size || !section)
		return 0;
	if (section->size > UINT32_MAX)
		return err_set(err, EINVAL, "section '%s' is too large", name);
	type->size = (uint32_t)section->size;
	for (uint32_t i = 0; i < btf_vlen(type); i++, info++)
		if ((uint64_t)info->offset + info->size > type->size)
			return err_set(err, EINVAL, "variable %u lies past section '%s'", i, name);
	return 0;
}

/* An extern of .kconfig: libbpf makes the section, of those that need most alignment first, then
 * of the smaller ones. */
struct place {
	const char *name;
	struct btf_var_secinfo *info;
	uint32_t align;
};

static int by_need(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->align != b->align)
		return a->align > b->align ? -1 : 1;
	if (a->info->size != b->info->size)
		return a->info->size < b->info->size ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int lay_out_kconfig(struct btf *btf, struct btf_type *section, struct err *err)
{
	struct btf_var_secinfo *info = btf_var_secinfos(section);
	const uint32_t count = btf_vlen(section);
	struct place *places = calloc(count + 1, sizeof(*places));
	uint64_t at = 0;

	if (!places)
		return err_set(err, ENOMEM, "out of memory");
	for (uint32_t i = 0; i < count; i++) {
		const struct btf_type *var = btf__type_by_id(btf, info[i].type);
		int align = btf__align_of(btf, var->type);

		places[i] = (struct place){ btf__name_by_offset(btf, var->name_off), &info[i],
					    align > 0 ? (uint32_t)align : 1 };
	}
	qsort(places, count, sizeof(*places), by_need);
	for (uint32_t i = 0; i < count && at < UINT32_MAX; i++) {
		at = (at + places[i].align - 1) / places[i].align * places[i].align;
		places[i].info->offset = (uint32_t)at;
		at += places[i].info->size;
	}
	free(places);
	if (at > INT32_MAX)
		return err_set(err, EINVAL, "section '.kconfig' is too large");
	section->size = (uint32_t)at;
	return 0;
}

static int fill_section_sizes(const struct elf *elf, struct btf *btf, struct err *err)
{
	uint32_t count = 0;
	int ret = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf) && !ret; id++) {
		struct btf_type *type = (struct btf_type *)btf__type_by_id(btf, id);

		if (!btf_is_datasec(type))
			continue;
		if (++count > elf->section_count + MAX_EXTERN_SECTIONS)
			return err_set(err, EINVAL, "malformed BTF: more sections than the file");
		ret = strcmp(btf__name_by_offset(btf, type->name_off), ".kconfig") == 0 ?
			lay_out_kconfig(btf, type, err) : fill_section_size(elf, btf, type, err);
	}
	return ret;
}

/* --- files ------------------------------------------------------------------------- */

static enum btf_endianness byte_order(bool is_swapped)
{
	return (__BYTE_ORDER == __LITTLE_ENDIAN) != is_swapped ? BTF_LITTLE_ENDIAN : BTF_BIG_ENDIAN;
}

/* A section's bytes, aligned, for the caller to change and free. -EFBIG or -ENOMEM. */
static int copy_of(const struct elf_section *section, unsigned char **ret_copy, struct err *err)
{
	if (section->size > CONTINUED_MAX)
		return continued_too_much(err);
	*ret_copy = malloc(section->size + 1);
	if (!*ret_copy)
		return err_set(err, ENOMEM, "out of memory");
	memcpy(*ret_copy, section->data, section->size);
	return 0;
}

/* The types of .BTF.base, which a module has where its kernel's may change; or null. */
static int parse_excerpt(const struct input *input, struct btf **ret_excerpt, struct err *err)
{
	const struct elf_section *section = input->is_elf ? elf_find(&input->elf, ".BTF.base")
							  : NULL;
	unsigned char *copy;
	bool is_swapped;
	int ret;

	*ret_excerpt = NULL;
	if (!section || !section->data)
		return 0;
	ret = copy_of(section, &copy, err);
	if (ret)
		return ret;
	ret = btf_make_native(copy, section->size, &is_swapped, err);
	if (!ret && is_swapped != input->is_swapped)
		ret = err_set(err, EINVAL, "it has another byte order");
	if (!ret)
		ret = continued_parse(NULL, NULL, copy, section->size, ret_excerpt, err);
	free(copy);
	return ret ? err_prefix(err, "section '.BTF.base'") : 0;
}

/* BTF of this machine's byte order. */
static int parse_on_bases(struct input *input, const struct input *base, const void *data,
			  size_t size, struct err *err)
{
	const struct btf *below = NULL;
	struct btf *excerpt;
	int ret = parse_excerpt(input, &excerpt, err);

	if (ret)
		return ret;
	if (base && base->is_swapped != input->is_swapped)
		ret = err_set(err, EINVAL, "it and its base have different byte orders");
	if (base) {
		btf__set_endianness(base->btf, byte_order(false));
		below = base->btf;
	}
	input->first = below ? btf__type_cnt(below) : excerpt ? btf__type_cnt(excerpt) : 1;
	if (!ret)
		ret = continued_parse(below, excerpt, data, size, &input->btf, err);
	btf__free(excerpt);
	return ret;
}

static int parse_raw(struct input *input, const struct input *base, struct err *err)
{
	int ret = btf_make_native(input->file.data, input->file.len, &input->is_swapped, err);

	if (!ret)
		ret = parse_on_bases(input, base, input->file.data, input->file.len, err);
	buf_release(&input->file); /* libbpf has a copy */
	return ret;
}

static int parse_elf(struct input *input, const struct input *base, struct err *err)
{
	const struct elf_section *section;
	unsigned char *copy; /* aligned, and ours to relocate */
	int ret;

	ret = elf_read_any(&input->elf, input->file.data, input->file.len, err);
	if (ret)
		return ret;
	input->is_elf = true;
	section = elf_find(&input->elf, ".BTF");
	if (!section || !section->data) {
		err_set(err, ENOENT, "no BTF in it");
		return err_hint(err, "compile it with clang -g -target bpf");
	}
	ret = copy_of(section, &copy, err);
	if (ret)
		return ret;
	ret = btf_make_native(copy, section->size, &input->is_swapped, err);
	if (!ret && input->is_swapped != input->elf.is_swapped)
		ret = err_set(err, EINVAL, "malformed BTF: another byte order than the file's");
	if (!ret)
		ret = relocate(&input->elf, section, copy, err);
	if (!ret)
		ret = parse_on_bases(input, base, copy, section->size, err);
	if (!ret)
		ret = fill_section_sizes(&input->elf, input->btf, err);
	free(copy);
	return ret;
}

static int parse_any(struct input *input, const struct input *base, struct err *err)
{
	if (input->file.len == 0)
		return err_set(err, EINVAL, "the file is empty");
	if (btf_is_raw(input->file.data, input->file.len))
		return parse_raw(input, base, err);
	if (elf_is(input->file.data, input->file.len))
		return parse_elf(input, base, err);
	err_set(err, EINVAL, "neither an ELF object nor raw BTF");
	return err_hint(err, "give a .bpf.o file, or raw BTF as in /sys/kernel/btf/vmlinux");
}

/* What follows the parse. */
static int finish(struct input *input, unsigned int pointer_size, int ret, struct err *err)
{
	if (ret)
		return err_prefix(err, "cannot read types from '%s'", input->name);
	if (!pointer_size && input->is_elf)
		pointer_size = input->elf.is_32 ? 4 : 8;
	if (pointer_size || !btf__pointer_size(input->btf))
		btf__set_pointer_size(input->btf, pointer_size ? pointer_size : 8);
	btf__set_endianness(input->btf, byte_order(input->is_swapped));
	return 0;
}

int input_parse(struct input *input, const struct input *base, unsigned int pointer_size,
		struct err *err)
{
	return finish(input, pointer_size, parse_any(input, base, err), err);
}

int input_read(struct input *input, const char *path, const char *base, unsigned int pointer_size,
	       struct err *err)
{
	struct input below = { 0 };
	int ret = base ? input_read(&below, base, NULL, pointer_size, err) : 0;
	size_t size;
	void *types;

	*input = (struct input){
		.name = strcmp(path, "-") == 0 ? "stdin" : path,
		.file = BUF_INIT(MAX_FILE),
	};
	types = ret ? NULL : file_map_kernel(path, &size);
	if (types && btf_is_raw(types, size)) {
		ret = finish(input, pointer_size,
			     parse_on_bases(input, base ? &below : NULL, types, size, err), err);
	} else if (!ret) {
		ret = file_read(path, &input->file, err);
		if (!ret)
			ret = input_parse(input, base ? &below : NULL, pointer_size, err);
	}
	if (types)
		munmap(types, size);
	input_release(&below);
	return ret;
}

void input_release(struct input *input)
{
	btf__free(input->btf);
	elf_release(&input->elf);
	buf_release(&input->file);
}
