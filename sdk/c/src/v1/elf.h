/* SPDX-License-Identifier: MIT */
/* A checked reader of 64-bit little-endian ELF files for BPF, in memory. */
#ifndef SDK_ELF_H
#define SDK_ELF_H

#include <stddef.h>
#include <stdint.h>

enum {
	ELF_PROGBITS = 1,
	ELF_SYMTAB = 2,
	ELF_NOBITS = 8,
	ELF_EXECUTABLE = 4,  /* a section's flag */
	ELF_FUNCTION = 2,    /* a symbol's type */
	ELF_OBJECT = 1,
};

struct elf_section {
	uint32_t name;
	uint32_t type;
	uint64_t flags;
	uint64_t address;
	uint64_t offset;
	uint64_t size;
	uint32_t link;
	uint32_t info;
	uint64_t alignment;
	uint64_t entry_size;
};

struct elf_symbol {
	uint32_t name;
	uint8_t info;
	uint8_t other;
	uint16_t section;
	uint64_t value;
	uint64_t size;
};

struct elf {
	unsigned char *data;
	size_t size;
	struct elf_section *sections;
	unsigned section_count;
	unsigned names;  /* the section that holds the sections' names */
	const struct elf_symbol *symbols;
	size_t symbol_count;
	unsigned symbol_names;  /* the section that holds the symbols' names */
};

/* Reads `elf->data` of `elf->size` bytes, which stay the caller's. 0, or -ENOEXEC
 * where that is no such file or lies about its size. */
int elf_read(struct elf *elf);

/* The bytes of a section, or null if it has none. */
void *elf_bytes(const struct elf *elf, unsigned section);

/* A string of a table of strings; empty where the offset is wrong. */
const char *elf_string(const struct elf *elf, unsigned section, uint32_t offset);

const char *elf_section_name(const struct elf *elf, unsigned section);

/* The number of the section, or 0. */
unsigned elf_find(const struct elf *elf, const char *name);

static inline int elf_symbol_type(const struct elf_symbol *symbol)
{
	return symbol->info & 15;
}

#endif
