// SPDX-License-Identifier: MIT
#include "lib/elf.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
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

static int check_header(const struct elf *elf, Elf64_Ehdr *header, struct err *err)
{
	const unsigned char *ident = elf->data;

	if (!elf_is(elf->data, elf->size))
		return err_set(err, EINVAL, "not an ELF file");
	if (elf->size < EI_NIDENT)
		return err_set(err, EINVAL, "truncated ELF header");
	if (ident[EI_CLASS] == ELFCLASS32)
		return err_set(err, EINVAL, "a 32-bit ELF file: BPF objects are 64-bit");
	if (ident[EI_DATA] == ELFDATA2MSB) {
		err_set(err, EINVAL, "a big-endian ELF file: only little-endian is supported");
		return err_hint(err, "compile with clang -target bpfel");
	}
	if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB)
		return err_set(err, EINVAL, "malformed ELF identification");
	if (elf->size < sizeof(*header))
		return err_set(err, EINVAL, "truncated ELF header");
	memcpy(header, elf->data, sizeof(*header));
	if (header->e_shoff == 0 || header->e_shnum == 0)
		return err_set(err, EINVAL, "ELF file without sections");
	if (header->e_shentsize != sizeof(Elf64_Shdr))
		return err_set(err, EINVAL, "ELF section headers of %u bytes",
			       header->e_shentsize);
	if (!in_file(elf, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr)))
		return err_set(err, EINVAL, "ELF section headers lie past the end of the file");
	if (header->e_shstrndx >= header->e_shnum)
		return err_set(err, EINVAL, "ELF section names in section %u of %u",
			       header->e_shstrndx, header->e_shnum);
	return 0;
}

static Elf64_Shdr section_header(const struct elf *elf, const Elf64_Ehdr *header, uint32_t index)
{
	Elf64_Shdr section;

	memcpy(&section, elf->data + header->e_shoff + (uint64_t)index * sizeof(section),
	       sizeof(section));
	return section;
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

int elf_read(struct elf *elf, const void *data, size_t size, struct err *err)
{
	struct elf opened = { .data = data, .size = size };
	Elf64_Ehdr header;
	Elf64_Shdr names = { 0 };
	int ret;

	ret = check_header(&opened, &header, err);
	if (!ret)
		ret = section_names(&opened, &header, &names, err);
	if (ret)
		return ret;
	opened.machine = header.e_machine;
	opened.segments = header.e_phoff;
	opened.segment_count = header.e_phentsize == sizeof(Elf64_Phdr) ? header.e_phnum : 0;
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
	Elf64_Phdr header;

	if (index >= elf->segment_count ||
	    !in_file(elf, elf->segments, (uint64_t)elf->segment_count * sizeof(header)))
		return -EINVAL;
	memcpy(&header, elf->data + elf->segments + index * sizeof(header), sizeof(header));
	*ret_segment = (struct elf_segment){ header.p_offset, header.p_filesz, header.p_vaddr,
					     header.p_type };
	return 0;
}

int elf_entry(const struct elf_section *table, uint64_t index, void *ret_entry, size_t size)
{
	if (!table->data || index >= table->size / size)
		return -EINVAL;
	memcpy(ret_entry, table->data + index * size, size);
	return 0;
}
