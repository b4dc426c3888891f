/* SPDX-License-Identifier: MIT */
/*
 * A checked reader of ELF files. After elf_read() has succeeded, the bytes of every
 * section lie in the file and every name ends. It copies nothing; the bytes must
 * outlive it. Format: System V gABI, chapter 4.
 */
#ifndef LIB_ELF_H
#define LIB_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct elf_section {
	const char *name;
	const unsigned char *data; /* null if the file has no bytes of it (SHT_NOBITS) */
	uint64_t size;             /* bytes */
	uint64_t offset;           /* of the data in the file */
	uint64_t entsize;
	uint64_t flags;
	uint32_t type;
	uint32_t link;
	uint32_t info;
};

/* A part of the file that is loaded into memory. */
struct elf_segment {
	uint64_t offset;  /* in the file */
	uint64_t size;    /* bytes in the file */
	uint64_t address;
	uint32_t type;
};

struct elf {
	const unsigned char *data;
	size_t size;
	uint64_t segments;  /* offset of their headers, which elf_segment() checks */
	uint32_t segment_count;
	struct elf_section *sections; /* number 0 is the null section */
	uint32_t section_count;
	uint16_t machine;
	bool is_32;      /* it is of the 32-bit class */
	bool is_swapped; /* its byte order is not this machine's */
};

/* Whether the bytes start like any ELF file. */
int elf_is(const void *data, size_t size);

/* Reads and checks the header and the section table of a 64-bit little-endian file. 0, -EINVAL or
 * -ENOMEM. */
int elf_read(struct elf *elf, const void *data, size_t size, struct err *err);

/* The same for files of 32 and 64 bits and of both byte orders. */
int elf_read_any(struct elf *elf, const void *data, size_t size, struct err *err);
void elf_release(struct elf *elf);

/* The first section of that name, or null. */
const struct elf_section *elf_find(const struct elf *elf, const char *name);

/* The relocations of section `target`, or null. */
const struct elf_section *elf_relocations(const struct elf *elf,
					  const struct elf_section *target);

/* Segment `index`. 0, or -EINVAL past the end. Its bytes need not be in the file. */
int elf_segment(const struct elf *elf, uint32_t index, struct elf_segment *ret_segment);

/* Entry `index` of a symbol table or of relocations, in this machine's form. 0, or -EINVAL past
 * the table's end. */
int elf_symbol(const struct elf *elf, const struct elf_section *table, uint64_t index,
	       Elf64_Sym *ret_symbol);
int elf_relocation(const struct elf *elf, const struct elf_section *table, uint64_t index,
		   Elf64_Rel *ret_relocation);

/* Entry `index` of a table of `size`-byte entries, copied to `ret_entry`.
 * 0, or -EINVAL past the table's end. */
int elf_entry(const struct elf_section *table, uint64_t index, void *ret_entry, size_t size);

#endif
