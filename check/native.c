// SPDX-License-Identifier: MIT
#include "check/native.h"

#include <byteswap.h>
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_parts.h"
#include "lib/elf.h"
#include "lib/err.h"

/* Swaps a number in place, wherever it lies. */
static void swap(void *at, size_t size)
{
	unsigned char *bytes = at;

	for (size_t i = 0; i < size / 2; i++) {
		const unsigned char byte = bytes[i];

		bytes[i] = bytes[size - 1 - i];
		bytes[size - 1 - i] = byte;
	}
}

#define SWAP(at, type, field) \
	swap((unsigned char *)(at) + offsetof(type, field), sizeof(((type *)0)->field))

static void swap_words(unsigned char *at, size_t size)
{
	for (size_t i = 0; i + sizeof(uint32_t) <= size; i += sizeof(uint32_t))
		swap(at + i, sizeof(uint32_t));
}

/* --- sections -------------------------------------------------------------------------------- */

static void swap_symbols(unsigned char *at, size_t size)
{
	for (; size >= sizeof(Elf64_Sym); at += sizeof(Elf64_Sym), size -= sizeof(Elf64_Sym)) {
		SWAP(at, Elf64_Sym, st_name);
		SWAP(at, Elf64_Sym, st_shndx);
		SWAP(at, Elf64_Sym, st_value);
		SWAP(at, Elf64_Sym, st_size);
	}
}

static void swap_relocations(unsigned char *at, size_t size)
{
	for (; size >= sizeof(Elf64_Rel); at += sizeof(Elf64_Rel), size -= sizeof(Elf64_Rel)) {
		SWAP(at, Elf64_Rel, r_offset);
		SWAP(at, Elf64_Rel, r_info);
	}
}

/* Registers are bit-fields of a byte, which the byte order turns round, too. */
static void swap_code(unsigned char *at, size_t size)
{
	for (; size >= sizeof(struct bpf_insn);
	     at += sizeof(struct bpf_insn), size -= sizeof(struct bpf_insn)) {
		at[1] = (unsigned char)(at[1] << 4 | at[1] >> 4);
		SWAP(at, struct bpf_insn, off);
		SWAP(at, struct bpf_insn, imm);
	}
}

static int swap_btf(unsigned char *at, size_t size, struct err *err)
{
	void *copy = malloc(size + 1); /* aligned */
	bool is_swapped = false;
	int ret;

	if (!copy)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	memcpy(copy, at, size);
	ret = btf_make_native(copy, size, &is_swapped, err);
	if (!ret && !is_swapped)
		ret = err_set(err, EINVAL, "malformed BTF: another byte order than the file's");
	if (!ret)
		memcpy(at, copy, size);
	free(copy);
	return ret;
}

/* A magic number of 16 bits, two bytes, and then but words. */
static void swap_btf_ext(unsigned char *at, size_t size)
{
	if (size < sizeof(uint32_t))
		return;
	swap(at, sizeof(uint16_t));
	swap_words(at + sizeof(uint32_t), size - sizeof(uint32_t));
}

enum form { FORM_BYTES, FORM_SYMBOLS, FORM_RELOCATIONS, FORM_CODE, FORM_BTF, FORM_EXT, FORM_WORDS };

static enum form form_of(const struct elf_section *section)
{
	if (section->type == SHT_SYMTAB)
		return FORM_SYMBOLS;
	if (section->type == SHT_REL)
		return FORM_RELOCATIONS;
	if (section->type != SHT_PROGBITS)
		return FORM_BYTES;
	if (section->flags & SHF_EXECINSTR)
		return FORM_CODE;
	if (strcmp(section->name, ".BTF") == 0)
		return FORM_BTF;
	if (strcmp(section->name, ".BTF.ext") == 0)
		return FORM_EXT;
	return strcmp(section->name, "version") == 0 ? FORM_WORDS : FORM_BYTES;
}

static int swap_section(unsigned char *at, size_t size, enum form form, struct err *err)
{
	switch (form) {
	case FORM_SYMBOLS:
		swap_symbols(at, size);
		return 0;
	case FORM_RELOCATIONS:
		swap_relocations(at, size);
		return 0;
	case FORM_CODE:
		swap_code(at, size);
		return 0;
	case FORM_BTF:
		return swap_btf(at, size, err);
	case FORM_EXT:
		swap_btf_ext(at, size);
		return 0;
	case FORM_WORDS:
		swap_words(at, size);
		return 0;
	default:
		return 0;
	}
}

/* --- the file -------------------------------------------------------------------------------- */

static void swap_headers(unsigned char *data, uint32_t count)
{
	unsigned char *at;
	uint64_t sections;

	SWAP(data, Elf64_Ehdr, e_type);
	SWAP(data, Elf64_Ehdr, e_machine);
	SWAP(data, Elf64_Ehdr, e_version);
	SWAP(data, Elf64_Ehdr, e_entry);
	SWAP(data, Elf64_Ehdr, e_phoff);
	SWAP(data, Elf64_Ehdr, e_shoff);
	SWAP(data, Elf64_Ehdr, e_flags);
	SWAP(data, Elf64_Ehdr, e_ehsize);
	SWAP(data, Elf64_Ehdr, e_phentsize);
	SWAP(data, Elf64_Ehdr, e_phnum);
	SWAP(data, Elf64_Ehdr, e_shentsize);
	SWAP(data, Elf64_Ehdr, e_shnum);
	SWAP(data, Elf64_Ehdr, e_shstrndx);
	data[EI_DATA] = data[EI_DATA] == ELFDATA2MSB ? ELFDATA2LSB : ELFDATA2MSB;
	memcpy(&sections, data + offsetof(Elf64_Ehdr, e_shoff), sizeof(sections));
	at = data + sections;
	for (uint32_t i = 0; i < count; i++, at += sizeof(Elf64_Shdr)) {
		SWAP(at, Elf64_Shdr, sh_name);
		SWAP(at, Elf64_Shdr, sh_type);
		SWAP(at, Elf64_Shdr, sh_flags);
		SWAP(at, Elf64_Shdr, sh_addr);
		SWAP(at, Elf64_Shdr, sh_offset);
		SWAP(at, Elf64_Shdr, sh_size);
		SWAP(at, Elf64_Shdr, sh_link);
		SWAP(at, Elf64_Shdr, sh_info);
		SWAP(at, Elf64_Shdr, sh_addralign);
		SWAP(at, Elf64_Shdr, sh_entsize);
	}
}

/* What a section is, is found out before a byte changes: they may lie over one another, or over the
 * headers. The result is as little trusted as any object. */
static int swap_all(unsigned char *data, const struct elf *elf, struct err *err)
{
	uint8_t *forms = calloc(elf->section_count + 1ul, sizeof(*forms));
	int ret = 0;

	if (!forms)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	for (uint32_t i = 1; i < elf->section_count; i++)
		forms[i] = (uint8_t)form_of(&elf->sections[i]);
	swap_headers(data, elf->section_count);
	for (uint32_t i = 1; i < elf->section_count && !ret; i++)
		if (elf->sections[i].data)
			ret = swap_section(data + elf->sections[i].offset, elf->sections[i].size,
					   (enum form)forms[i], err);
	free(forms);
	return ret;
}

int native_object(void *data, size_t size, bool *ret_swapped, struct err *err)
{
	struct elf elf;
	int ret = 0;

	*ret_swapped = false;
	if (!elf_is(data, size) || elf_read_any(&elf, data, size, NULL) < 0)
		return 0;
	if (elf.machine == EM_BPF && elf.is_32) {
		ret = err_set(err, EINVAL, "a 32-bit ELF file: BPF objects are 64-bit");
	} else if (elf.machine == EM_BPF && elf.is_swapped) {
		ret = swap_all(data, &elf, err);
		*ret_swapped = !ret;
	}
	elf_release(&elf);
	return ret;
}
