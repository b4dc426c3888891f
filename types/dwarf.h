/* SPDX-License-Identifier: MIT */
/*
 * The types in an object's debug information, of which clang puts only some into BTF: what a local
 * variable alone refers to stands in DWARF. Format: DWARF 4 and 5, chapter 7; the 32-bit format,
 * addresses of 8 bytes.
 */
#ifndef TYPES_DWARF_H
#define TYPES_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf;
struct err;

enum dwarf_tag {
	DWARF_ARRAY = 0x01,
	DWARF_ENUM = 0x04,
	DWARF_MEMBER = 0x0d,
	DWARF_POINTER = 0x0f,
	DWARF_UNIT = 0x11,
	DWARF_STRUCT = 0x13,
	DWARF_SUBROUTINE = 0x15,
	DWARF_TYPEDEF = 0x16,
	DWARF_UNION = 0x17,
	DWARF_RANGE = 0x21,
	DWARF_BASE = 0x24,
	DWARF_CONST = 0x26,
	DWARF_ENUMERATOR = 0x28,
	DWARF_VOLATILE = 0x35,
	DWARF_RESTRICT = 0x37,
	DWARF_ATOMIC = 0x47,
	DWARF_TAG = 0x6000,  /* what attributes such as btf_decl_tag leave */
};

/* An entry: a type, or a part of the one that it stands in. What it does not have is 0 or null. */
struct dwarf_entry {
	uint32_t offset;      /* in .debug_info */
	uint32_t type;        /* the offset of the type that it refers to */
	uint32_t tag;
	uint32_t depth;       /* parts follow what they belong to, and are deeper */
	uint64_t size;        /* bytes */
	uint64_t place;       /* of a member: bytes */
	uint64_t bit_place;   /* of a bit-field: bits from the start of its struct */
	uint64_t bits;        /* of a bit-field */
	uint64_t count;       /* of a range */
	int64_t value;        /* of an enumerator */
	uint32_t encoding;    /* of a base type: DW_ATE_... */
	bool is_declaration;  /* a struct without its members */
	const char *name;     /* these lie in the object */
	const char *text;     /* the value of a tag */
};

struct dwarf {
	struct dwarf_entry *list;  /* in the order of their offsets */
	size_t count;
};

/* Reads all types. -ENOENT if the object has no such information; -EINVAL if it is malformed
 * or of a form that is not known; -ENOMEM. */
int dwarf_read(struct dwarf *dwarf, const struct elf *elf, struct err *err);
void dwarf_release(struct dwarf *dwarf);

/* The entry at an offset, or null. */
const struct dwarf_entry *dwarf_at(const struct dwarf *dwarf, uint32_t offset);

#endif
