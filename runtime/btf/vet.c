// SPDX-License-Identifier: MIT
#include "btf/vet.h"

#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_check.h"
#include "lib/core_relo.h"
#include "lib/elf.h"
#include "lib/err.h"

enum { BSS_MAX = 1 << 30, NAME_MAX_LEN = 511 };

struct vet {
	struct elf elf;
	const struct elf_section *symbols;
	const struct elf_section *names;  /* of the symbols */
	struct err *err;
};

static int bad(const struct vet *vet, const struct elf_section *section, const char *what)
{
	return err_set(vet->err, EINVAL, "section '%s': %s", section->name, what);
}

static bool is_code(const struct elf_section *section)
{
	return section->type == SHT_PROGBITS && section->flags & SHF_EXECINSTR;
}

static bool is_named(const struct elf_section *section, const char *name)
{
	return strcmp(section->name, name) == 0;
}

/* Sections whose bytes libbpf takes without asking whether there are any. */
static bool needs_bytes(const struct elf_section *section)
{
	return is_named(section, "license") || is_named(section, "version") ||
	       is_named(section, ".BTF") || is_named(section, ".BTF.ext") ||
	       is_named(section, ".maps") || is_named(section, ".struct_ops") ||
	       strncmp(section->name, ".rodata", 7) == 0 ||
	       strncmp(section->name, ".data", 5) == 0;
}

/* Sections of which there is one. Of two libbpf would take another than we looked at. */
static bool is_single(const struct elf_section *section)
{
	return needs_bytes(section) || is_named(section, ".struct_ops.link") ||
	       is_named(section, ".text") || is_named(section, ".kconfig") ||
	       is_named(section, ".ksyms") || strncmp(section->name, ".bss", 4) == 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct elf_section *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Sorted: a hostile object has tens of thousands. */
static int check_single(const struct vet *vet)
{
	const struct elf *elf = &vet->elf;
	const struct elf_section **single = calloc(elf->section_count + 1ul, sizeof(*single));
	size_t count = 0;
	int ret = 0;

	if (!single)
		return err_set(vet->err, ENOMEM, "cannot look at its sections: %s",
			       strerror(ENOMEM));
	for (uint32_t i = 1; i < elf->section_count; i++)
		if (is_single(&elf->sections[i]))
			single[count++] = &elf->sections[i];
	qsort(single, count, sizeof(*single), compare_names);
	for (size_t i = 1; i < count && !ret; i++)
		if (strcmp(single[i - 1]->name, single[i]->name) == 0)
			ret = bad(vet, single[i], "it is the second of that name");
	free(single);
	return ret;
}

static int check_section(struct vet *vet, const struct elf_section *section)
{
	if (strlen(section->name) > NAME_MAX_LEN)
		return bad(vet, section, "its name is too long");
	if (needs_bytes(section) && section->type != SHT_PROGBITS)
		return bad(vet, section, "it has no bytes in the file");
	if (section->type == SHT_NOBITS && section->size > BSS_MAX)
		return bad(vet, section, "it is larger than 1 GiB");
	if (is_code(section) && section->size % sizeof(struct bpf_insn))
		return bad(vet, section, "its size is not a multiple of an instruction");
	if (section->type == SHT_SYMTAB && vet->symbols)
		return bad(vet, section, "a second symbol table");
	if (section->type == SHT_SYMTAB)
		vet->symbols = section;
	return 0;
}

static int check_symbol(const struct vet *vet, const Elf64_Sym *symbol)
{
	const struct elf_section *section;

	if (symbol->st_name >= vet->names->size)
		return bad(vet, vet->symbols, "a symbol's name lies outside the names");
	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE)
		return 0;
	if (symbol->st_shndx >= vet->elf.section_count)
		return bad(vet, vet->symbols, "a symbol of a missing section");
	section = &vet->elf.sections[symbol->st_shndx];
	if (symbol->st_value > section->size || symbol->st_size > section->size - symbol->st_value)
		return bad(vet, vet->symbols, "a symbol lies outside its section");
	if (is_code(section) && (symbol->st_value | symbol->st_size) % sizeof(struct bpf_insn))
		return bad(vet, vet->symbols,
			   "a function does not begin and end with an instruction");
	return 0;
}

static int check_symbols(struct vet *vet)
{
	const struct elf_section *symbols = vet->symbols;
	Elf64_Sym symbol;
	int ret = 0;

	if (!symbols)
		return err_set(vet->err, EINVAL, "no symbol table: not a BPF object from clang");
	if (symbols->entsize != sizeof(symbol) || symbols->size % sizeof(symbol) || !symbols->data)
		return bad(vet, symbols, "not a symbol table");
	if (symbols->link >= vet->elf.section_count)
		return bad(vet, symbols, "the section of its names is missing");
	vet->names = &vet->elf.sections[symbols->link];
	if (vet->names->type != SHT_STRTAB || !vet->names->size ||
	    vet->names->data[vet->names->size - 1])
		return bad(vet, symbols, "its names are not in a string table");
	for (uint64_t i = 0; !ret && elf_entry(symbols, i, &symbol, sizeof(symbol)) == 0; i++)
		ret = check_symbol(vet, &symbol);
	return ret;
}

static int check_relocations(struct vet *vet, const struct elf_section *section)
{
	const uint64_t symbols = vet->symbols->size / sizeof(Elf64_Sym);
	const struct elf_section *target;
	Elf64_Rel relocation;

	if (section->type != SHT_REL)
		return 0;
	if (section->entsize != sizeof(relocation) || section->size % sizeof(relocation))
		return bad(vet, section, "not a relocation table");
	if (section->info >= vet->elf.section_count || !section->info)
		return bad(vet, section, "the section that it relocates is missing");
	if (&vet->elf.sections[section->link < vet->elf.section_count ? section->link : 0] !=
	    vet->symbols)
		return bad(vet, section, "its symbol table is missing");
	target = &vet->elf.sections[section->info];
	for (uint64_t i = 0; elf_entry(section, i, &relocation, sizeof(relocation)) == 0; i++) {
		if (ELF64_R_SYM(relocation.r_info) >= symbols)
			return bad(vet, section, "a relocation to a missing symbol");
		if (!target->data || relocation.r_offset >= target->size)
			return bad(vet, section, "a relocation outside its section");
		if (is_code(target) && relocation.r_offset % sizeof(struct bpf_insn))
			return bad(vet, section, "a relocation inside of an instruction");
	}
	return 0;
}

static int check_btf(struct vet *vet)
{
	const struct elf_section *btf = elf_find(&vet->elf, ".BTF");
	int ret;

	if (!btf)
		return 0;
	if ((uintptr_t)btf->data % 4)
		return bad(vet, btf, "it is not aligned");
	ret = btf_check(btf->data, btf->size, vet->err);
	return ret < 0 ? err_prefix(vet->err, "section '.BTF'") : 0;
}

/* libbpf would refuse it in the midst, and forget what it took for the kernel's types. */
static int check_ext(struct vet *vet)
{
	const struct elf_section *ext = elf_find(&vet->elf, ".BTF.ext");

	return ext && core_relo_is_torn(ext->data, ext->size)
		       ? bad(vet, ext, "a relocation inside of an instruction")
		       : 0;
}

static int check_all(struct vet *vet)
{
	struct elf *elf = &vet->elf;
	int ret = check_single(vet);

	for (uint32_t i = 1; i < elf->section_count && !ret; i++)
		ret = check_section(vet, &elf->sections[i]);
	if (!ret)
		ret = check_symbols(vet);
	for (uint32_t i = 1; i < elf->section_count && !ret; i++)
		ret = check_relocations(vet, &elf->sections[i]);
	if (!ret)
		ret = check_btf(vet);
	return ret ? ret : check_ext(vet);
}

int vet_object(const void *data, size_t size, struct err *err)
{
	struct vet vet = { .err = err };
	int ret = elf_read(&vet.elf, data, size, err);

	if (ret < 0)
		return ret;
	ret = check_all(&vet);
	elf_release(&vet.elf);
	return ret;
}
