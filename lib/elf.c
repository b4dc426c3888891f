// SPDX-License-Identifier: MIT
#include "lib/elf.h"

#include <endian.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

int elf_is(const void *data, size_t size)
{
	return size >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0;
}

static bool in_file(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->size && size <= elf->size - offset;
}

/* --- fields of either class and byte order ------------------------------------- */

/* An unsigned number of `size` bytes, in the file's byte order. */
static uint64_t number_at(const struct elf *elf, const void *from, size_t size)
{
	uint64_t number = 0;
	const unsigned char *bytes = from;
	const bool is_big = elf->is_swapped == (__BYTE_ORDER == __LITTLE_ENDIAN);

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[is_big ? i : size - 1 - i];
	return number;
}

/* Fills in a field from the one of the same name in the file's struct, which is `wide` or
 * `narrow`. */
#define TAKE(elf, from, to, wide, narrow, field) \
	((to)->field = \
		 (__typeof__((to)->field))((elf)->is_32 \
						   ? number_at(elf, \
							       (from) + offsetof(narrow, field), \
							       sizeof(((narrow *)0)->field)) \
						   : number_at(elf, \
							       (from) + offsetof(wide, field), \
							       sizeof(((wide *)0)->field))))

static size_t size_of(const struct elf *elf, size_t wide, size_t narrow)
{
	return elf->is_32 ? narrow : wide;
}

static void take_header(const struct elf *elf, Elf64_Ehdr *to)
{
	const unsigned char *from = elf->data;

	memcpy(to->e_ident, from, EI_NIDENT);
#define FIELD(name) TAKE(elf, from, to, Elf64_Ehdr, Elf32_Ehdr, name)
	FIELD(e_machine);
	FIELD(e_phoff);
	FIELD(e_shoff);
	FIELD(e_phentsize);
	FIELD(e_phnum);
	FIELD(e_shentsize);
	FIELD(e_shnum);
	FIELD(e_shstrndx);
#undef FIELD
}

static Elf64_Shdr section_header(const struct elf *elf, const Elf64_Ehdr *header, uint32_t index)
{
	const unsigned char *from = elf->data + header->e_shoff +
				    (uint64_t)index * header->e_shentsize;
	Elf64_Shdr to = { 0 };

#define FIELD(name) TAKE(elf, from, &to, Elf64_Shdr, Elf32_Shdr, name)
	FIELD(sh_name);
	FIELD(sh_type);
	FIELD(sh_flags);
	FIELD(sh_offset);
	FIELD(sh_size);
	FIELD(sh_link);
	FIELD(sh_info);
	FIELD(sh_entsize);
#undef FIELD
	return to;
}

/* --- the whole file ------------------------------------------------------------ */

static int check_form(struct elf *elf, bool any, struct err *err)
{
	const unsigned char *ident = elf->data;

	if (!elf_is(elf->data, elf->size))
		return err_set(err, EINVAL, "not an ELF file");
	if (elf->size < EI_NIDENT)
		return err_set(err, EINVAL, "truncated ELF header");
	if (ident[EI_CLASS] == ELFCLASS32 && !any)
		return err_set(err, EINVAL, "a 32-bit ELF file: BPF objects are 64-bit");
	if (ident[EI_DATA] == ELFDATA2MSB && !any) {
		err_set(err, EINVAL, "a big-endian ELF file: only little-endian is supported");
		return err_hint(err, "compile with clang -target bpfel");
	}
	if ((ident[EI_CLASS] != ELFCLASS64 && ident[EI_CLASS] != ELFCLASS32) ||
	    (ident[EI_DATA] != ELFDATA2LSB && ident[EI_DATA] != ELFDATA2MSB))
		return err_set(err, EINVAL, "malformed ELF identification");
	elf->is_32 = ident[EI_CLASS] == ELFCLASS32;
	elf->is_swapped = (ident[EI_DATA] == ELFDATA2LSB) != (__BYTE_ORDER == __LITTLE_ENDIAN);
	if (elf->size < size_of(elf, sizeof(Elf64_Ehdr), sizeof(Elf32_Ehdr)))
		return err_set(err, EINVAL, "truncated ELF header");
	return 0;
}

static int check_header(struct elf *elf, bool any, Elf64_Ehdr *header, struct err *err)
{
	int ret = check_form(elf, any, err);

	if (ret)
		return ret;
	take_header(elf, header);
	if (header->e_shoff == 0 || header->e_shnum == 0)
		return err_set(err, EINVAL, "ELF file without sections");
	if (header->e_shentsize != size_of(elf, sizeof(Elf64_Shdr), sizeof(Elf32_Shdr)))
		return err_set(err, EINVAL, "ELF section headers of %u bytes",
			       header->e_shentsize);
	if (!in_file(elf, header->e_shoff, (uint64_t)header->e_shnum * header->e_shentsize))
		return err_set(err, EINVAL, "ELF section headers lie past the end of the file");
	if (header->e_shstrndx >= header->e_shnum)
		return err_set(err, EINVAL, "ELF section names in section %u of %u",
			       header->e_shstrndx, header->e_shnum);
	return 0;
}

/* The section that holds the section names; it must end in a NUL. */
static int section_names(const struct elf *elf, const Elf64_Ehdr *header, Elf64_Shdr *ret_names,
			 struct err *err)
{
	Elf64_Shdr names = section_header(elf, header, header->e_shstrndx);

	if (names.sh_type == SHT_NOBITS || !in_file(elf, names.sh_offset, names.sh_size))
		return err_set(err, EINVAL, "ELF section names lie past the end of the file");
	if (names.sh_size == 0 || elf->data[names.sh_offset + names.sh_size - 1] != '\0')
		return err_set(err, EINVAL, "ELF section names do not end");
	*ret_names = names;
	return 0;
}

static int read_section(struct elf *elf, const Elf64_Ehdr *header, const Elf64_Shdr *names,
			uint32_t index, struct err *err)
{
	Elf64_Shdr from = section_header(elf, header, index);
	struct elf_section *to = &elf->sections[index];

	if (from.sh_name >= names->sh_size)
		return err_set(err, EINVAL, "the name of ELF section %u lies outside the names",
			       index);
	*to = (struct elf_section){
		.name = (const char *)elf->data + names->sh_offset + from.sh_name,
		.size = from.sh_size,
		.offset = from.sh_offset,
		.entsize = from.sh_entsize,
		.flags = from.sh_flags,
		.type = from.sh_type,
		.link = from.sh_link,
		.info = from.sh_info,
	};
	if (from.sh_type == SHT_NOBITS || from.sh_type == SHT_NULL)
		return 0;
	if (!in_file(elf, from.sh_offset, from.sh_size))
		return err_set(err, EINVAL, "ELF section '%s' lies past the end of the file",
			       to->name);
	to->data = elf->data + from.sh_offset;
	return 0;
}

static int read_file(struct elf *elf, const void *data, size_t size, bool any, struct err *err)
{
	struct elf opened = { .data = data, .size = size };
	Elf64_Ehdr header;
	Elf64_Shdr names = { 0 };
	int ret;

	ret = check_header(&opened, any, &header, err);
	if (!ret)
		ret = section_names(&opened, &header, &names, err);
	if (ret)
		return ret;
	opened.machine = header.e_machine;
	opened.segments = header.e_phoff;
	if (header.e_phentsize == size_of(&opened, sizeof(Elf64_Phdr), sizeof(Elf32_Phdr)))
		opened.segment_count = header.e_phnum;
	opened.section_count = header.e_shnum;
	opened.sections = calloc(header.e_shnum, sizeof(*opened.sections));
	if (!opened.sections)
		return err_set(err, ENOMEM, "out of memory");
	for (uint32_t i = 0; i < opened.section_count && !ret; i++)
		ret = read_section(&opened, &header, &names, i, err);
	if (ret)
		elf_release(&opened);
	else
		*elf = opened;
	return ret;
}

int elf_read(struct elf *elf, const void *data, size_t size, struct err *err)
{
	return read_file(elf, data, size, false, err);
}

int elf_read_any(struct elf *elf, const void *data, size_t size, struct err *err)
{
	return read_file(elf, data, size, true, err);
}

void elf_release(struct elf *elf)
{
	free(elf->sections);
	*elf = (struct elf){ 0 };
}

const struct elf_section *elf_find(const struct elf *elf, const char *name)
{
	for (uint32_t i = 1; i < elf->section_count; i++)
		if (strcmp(elf->sections[i].name, name) == 0)
			return &elf->sections[i];
	return NULL;
}

const struct elf_section *elf_relocations(const struct elf *elf, const struct elf_section *target)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (section->type == SHT_REL && section->info == target - elf->sections)
			return section;
	}
	return NULL;
}

int elf_segment(const struct elf *elf, uint32_t index, struct elf_segment *ret_segment)
{
	const size_t size = size_of(elf, sizeof(Elf64_Phdr), sizeof(Elf32_Phdr));
	const unsigned char *from;
	Elf64_Phdr to;

	if (index >= elf->segment_count ||
	    !in_file(elf, elf->segments, (uint64_t)elf->segment_count * size))
		return -EINVAL;
	from = elf->data + elf->segments + index * size;
#define FIELD(name) TAKE(elf, from, &to, Elf64_Phdr, Elf32_Phdr, name)
	FIELD(p_offset);
	FIELD(p_filesz);
	FIELD(p_vaddr);
	FIELD(p_type);
#undef FIELD
	*ret_segment = (struct elf_segment){ to.p_offset, to.p_filesz, to.p_vaddr, to.p_type };
	return 0;
}

/* Where an entry of that size lies, or null past the table's end. */
static const unsigned char *entry_at(const struct elf_section *table, uint64_t index, size_t size)
{
	return table->data && index < table->size / size ? table->data + index * size : NULL;
}

int elf_symbol(const struct elf *elf, const struct elf_section *table, uint64_t index,
	       Elf64_Sym *ret_symbol)
{
	const unsigned char *from = entry_at(table, index,
					     size_of(elf, sizeof(Elf64_Sym), sizeof(Elf32_Sym)));

	if (!from)
		return -EINVAL;
#define FIELD(name) TAKE(elf, from, ret_symbol, Elf64_Sym, Elf32_Sym, name)
	FIELD(st_name);
	FIELD(st_info);
	FIELD(st_other);
	FIELD(st_shndx);
	FIELD(st_value);
	FIELD(st_size);
#undef FIELD
	return 0;
}

int elf_relocation(const struct elf *elf, const struct elf_section *table, uint64_t index,
		   Elf64_Rel *ret_relocation)
{
	const unsigned char *from = entry_at(table, index,
					     size_of(elf, sizeof(Elf64_Rel), sizeof(Elf32_Rel)));
	uint64_t info;

	if (!from)
		return -EINVAL;
	TAKE(elf, from, ret_relocation, Elf64_Rel, Elf32_Rel, r_offset);
	info = TAKE(elf, from, ret_relocation, Elf64_Rel, Elf32_Rel, r_info);
	if (elf->is_32)
		ret_relocation->r_info = ELF64_R_INFO(ELF32_R_SYM(info), ELF32_R_TYPE(info));
	return 0;
}

int elf_entry(const struct elf_section *table, uint64_t index, void *ret_entry, size_t size)
{
	const unsigned char *from = entry_at(table, index, size);

	if (!from)
		return -EINVAL;
	memcpy(ret_entry, from, size);
	return 0;
}
