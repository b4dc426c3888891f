// SPDX-License-Identifier: MIT
/* ELF: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
#include "elf.h"
#include <errno.h>
#include <string.h>

#define ELF_MACHINE_BPF 247

struct elf_header {
	unsigned char ident[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t program_headers;
	uint64_t section_headers;
	uint32_t flags;
	uint16_t header_size;
	uint16_t program_entry_size;
	uint16_t program_count;
	uint16_t section_entry_size;
	uint16_t section_count;
	uint16_t section_names;
};

static int inside(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->size && size <= elf->size - offset;
}

void *elf_bytes(const struct elf *elf, unsigned section)
{
	const struct elf_section *s = &elf->sections[section];

	if (section >= elf->section_count || s->type == ELF_NOBITS ||
	    !inside(elf, s->offset, s->size))
		return NULL;
	return elf->data + s->offset;
}

const char *elf_string(const struct elf *elf, unsigned section, uint32_t offset)
{
	const char *bytes = elf_bytes(elf, section);
	size_t size = bytes ? elf->sections[section].size : 0;

	if (offset >= size || !memchr(bytes + offset, 0, size - offset))
		return "";
	return bytes + offset;
}

const char *elf_section_name(const struct elf *elf, unsigned section)
{
	return elf_string(elf, elf->names, elf->sections[section].name);
}

unsigned elf_find(const struct elf *elf, const char *name)
{
	for (unsigned i = 1; i < elf->section_count; i++)
		if (!strcmp(elf_section_name(elf, i), name))
			return i;
	return 0;
}

static void read_symbols(struct elf *elf)
{
	for (unsigned i = 1; i < elf->section_count; i++) {
		const struct elf_section *s = &elf->sections[i];

		if (s->type != ELF_SYMTAB || !elf_bytes(elf, i))
			continue;
		elf->symbols = elf_bytes(elf, i);
		elf->symbol_count = s->size / sizeof(struct elf_symbol);
		elf->symbol_names = s->link;
		return;
	}
}

int elf_read(struct elf *elf)
{
	/* 64 bits, little-endian */
	static const unsigned char ident[] = { 0x7f, 'E', 'L', 'F', 2, 1 };
	const struct elf_header *header = (const void *)elf->data;

	if (elf->size < sizeof(*header) || memcmp(elf->data, ident, sizeof(ident)) ||
	    header->machine != ELF_MACHINE_BPF ||
	    header->section_entry_size != sizeof(struct elf_section) ||
	    header->section_headers % _Alignof(struct elf_section) ||
	    !inside(elf, header->section_headers,
		    (uint64_t)header->section_count * sizeof(struct elf_section)))
		return -ENOEXEC;
	elf->sections = (void *)(elf->data + header->section_headers);
	elf->section_count = header->section_count;
	elf->names = header->section_names;
	read_symbols(elf);
	return 0;
}
