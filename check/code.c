// SPDX-License-Identifier: MIT
#include "check/code.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

/* --- symbols ------------------------------------------------------------------------------- */

static const struct elf_section *symbols_of(const struct elf *elf)
{
	for (uint32_t i = 1; i < elf->section_count; i++)
		if (elf->sections[i].type == SHT_SYMTAB && elf->sections[i].data)
			return &elf->sections[i];
	return NULL;
}

static bool symbol_at(const struct elf *elf, uint64_t index, Elf64_Sym *ret_symbol,
		      const char **ret_name)
{
	const struct elf_section *symbols = symbols_of(elf), *names;

	if (!symbols || elf_entry(symbols, index, ret_symbol, sizeof(*ret_symbol)) < 0 ||
	    symbols->link >= elf->section_count)
		return false;
	names = &elf->sections[symbols->link];
	if (!names->data || ret_symbol->st_name >= names->size ||
	    names->data[names->size - 1] != '\0')
		return false;
	*ret_name = (const char *)names->data + ret_symbol->st_name;
	return true;
}

/* --- sections ------------------------------------------------------------------------------ */

static bool is_code(const struct elf_section *section)
{
	return section->type == SHT_PROGBITS && section->flags & SHF_EXECINSTR && section->data;
}

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

static int count_sections(struct code *code, struct err *err)
{
	code->sections = calloc(code->elf.section_count + 1ul, sizeof(*code->sections));
	if (!code->sections)
		return no_memory(err);
	for (uint32_t i = 0; i < code->elf.section_count; i++) {
		const struct elf_section *section = &code->elf.sections[i];
		struct code_section *to = &code->sections[i];

		*to = (struct code_section){ .name = section->name, .first = code->count };
		if (!is_code(section))
			continue;
		if (section->size / sizeof(struct bpf_insn) > CODE_MAX - code->count)
			return err_set(err, E2BIG, "it has more than %d instructions", CODE_MAX);
		to->count = (uint32_t)(section->size / sizeof(struct bpf_insn));
		code->count += to->count;
	}
	code->section_count = code->elf.section_count;
	return 0;
}

static int copy_code(struct code *code, struct err *err)
{
	code->insns = calloc(code->count + 1ul, sizeof(*code->insns));
	code->marks = calloc(code->count + 1ul, sizeof(*code->marks));
	if (!code->insns || !code->marks)
		return no_memory(err);
	for (uint32_t i = 0; i < code->section_count; i++)
		if (code->sections[i].count)
			memcpy(code->insns + code->sections[i].first, code->elf.sections[i].data,
			       code->sections[i].count * sizeof(*code->insns));
	return 0;
}

/* --- relocations of ELF ---------------------------------------------------------------------- */

static bool takes_address(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* What instruction `at` refers to by a symbol: a function of the object by an offset from the
 * symbol, in instructions for calls and in bytes for addresses. */
static void mark(struct code *code, uint32_t at, const Elf64_Sym *symbol, const char *name)
{
	const struct bpf_insn *insn = &code->insns[at];
	const struct code_section *section;
	int64_t to = (int64_t)(symbol->st_value / sizeof(*insn));

	if (symbol->st_shndx == SHN_UNDEF) {
		code->marks[at] = (struct code_mark){
			.kind = MARK_EXTERN,
			.name = name,
			.is_weak = ELF64_ST_BIND(symbol->st_info) == STB_WEAK,
		};
		return;
	}
	if (symbol->st_shndx >= code->section_count)
		return;
	section = &code->sections[symbol->st_shndx];
	to += takes_address(insn) ? insn->imm / (int)sizeof(*insn) : (int64_t)insn->imm + 1;
	if (to >= 0 && to < section->count)
		code->marks[at] = (struct code_mark){ .kind = MARK_FUNCTION,
						      .at = section->first + (uint32_t)to };
}

static void read_relocations(struct code *code, const struct elf_section *table)
{
	const struct code_section *section;
	Elf64_Rel relocation;
	Elf64_Sym symbol;
	const char *name;

	if (table->type != SHT_REL || table->info >= code->section_count)
		return;
	section = &code->sections[table->info];
	for (uint64_t i = 0; elf_entry(table, i, &relocation, sizeof(relocation)) == 0; i++) {
		const uint64_t at = relocation.r_offset / sizeof(struct bpf_insn);

		if (at < section->count &&
		    symbol_at(&code->elf, ELF64_R_SYM(relocation.r_info), &symbol, &name))
			mark(code, section->first + (uint32_t)at, &symbol, name);
	}
}

/* Calls within a section need no relocation. */
static void mark_near_calls(struct code *code)
{
	for (uint32_t i = 0; i < code->section_count; i++) {
		const struct code_section *section = &code->sections[i];

		for (uint32_t j = 0; j < section->count; j++) {
			const struct bpf_insn *insn = &code->insns[section->first + j];
			struct code_mark *to = &code->marks[section->first + j];
			const int64_t target = (int64_t)j + insn->imm + 1;

			if (insn->code == (BPF_JMP | BPF_CALL) &&
			    insn->src_reg == BPF_PSEUDO_CALL && to->kind == MARK_NONE &&
			    target >= 0 && target < section->count)
				*to = (struct code_mark){ .kind = MARK_FUNCTION,
							  .at = section->first + (uint32_t)target };
		}
	}
}

/* --- relocations of CO-RE -------------------------------------------------------------------- */

struct ext_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t size;
	uint32_t info[4];
	uint32_t relo_offset;
	uint32_t relo_size;
};

struct ext_section {
	uint32_t name;
	uint32_t count;
};

static const struct code_section *section_named(const struct code *code, const char *name)
{
	for (uint32_t i = 0; name && i < code->section_count; i++)
		if (code->sections[i].count && strcmp(code->sections[i].name, name) == 0)
			return &code->sections[i];
	return NULL;
}

static int add_relocation(struct code *code, const struct code_section *section,
			  const struct bpf_core_relo *relo, struct err *err)
{
	const uint32_t at = relo->insn_off / sizeof(struct bpf_insn);
	const char *access = btf_table_string(&code->btf, relo->access_str_off);

	if (!section)
		return 0;
	if (at >= section->count || !access || relo->type_id >= code->btf.count)
		return err_set(err, EINVAL, "a CO-RE relocation of nothing");
	code->relocations[code->relocation_count++] = (struct code_relocation){
		.at = section->first + at,
		.type = relo->type_id,
		.kind = relo->kind,
		.access = access,
	};
	return 0;
}

/* The records of one section: `*at` moves on. */
static int read_section(struct code *code, const unsigned char **at, const unsigned char *end,
			uint32_t record, struct err *err)
{
	const struct code_section *section;
	struct ext_section head;
	struct bpf_core_relo relo;
	int ret = 0;

	memcpy(&head, *at, sizeof(head));
	*at += sizeof(head);
	section = section_named(code, btf_table_string(&code->btf, head.name));
	if (head.count > (size_t)(end - *at) / record)
		return err_set(err, EINVAL, "its CO-RE relocations are cut off");
	for (uint32_t i = 0; i < head.count && !ret; i++) {
		memcpy(&relo, *at, sizeof(relo));
		*at += record;
		ret = add_relocation(code, section, &relo, err);
	}
	return ret;
}

static int compare(const void *a, const void *b)
{
	const struct code_relocation *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int read_core(struct code *code, const struct elf_section *ext, struct err *err)
{
	struct ext_header header;
	const unsigned char *at, *end;
	uint32_t record;
	int ret = 0;

	if (ext->size < sizeof(header))
		return 0;
	memcpy(&header, ext->data, sizeof(header));
	if (header.size < sizeof(header) || !header.relo_size)
		return 0;
	if ((uint64_t)header.size + header.relo_offset + header.relo_size > ext->size ||
	    header.relo_size < sizeof(record))
		return err_set(err, EINVAL, "its CO-RE relocations are cut off");
	at = ext->data + header.size + header.relo_offset;
	end = at + header.relo_size;
	memcpy(&record, at, sizeof(record));
	at += sizeof(record);
	if (record < sizeof(struct bpf_core_relo))
		return err_set(err, EINVAL, "its CO-RE relocations are too short");
	code->relocations = calloc((size_t)(end - at) / record + 1, sizeof(*code->relocations));
	if (!code->relocations)
		return no_memory(err);
	while (!ret && (size_t)(end - at) >= sizeof(struct ext_section))
		ret = read_section(code, &at, end, record, err);
	if (code->relocation_count)
		qsort(code->relocations, code->relocation_count, sizeof(*code->relocations),
		      compare);
	return ret;
}

/* --- all of it ------------------------------------------------------------------------------- */

static int read_btf(struct code *code, struct err *err)
{
	const struct elf_section *btf = elf_find(&code->elf, ".BTF");
	const struct elf_section *ext = elf_find(&code->elf, ".BTF.ext");
	int ret;

	if (!btf || !btf->data)
		return 0;
	ret = btf_table_init(&code->btf, btf->data, btf->size, err);
	if (!ret)
		ret = btf_table_walk(&code->btf, err);
	if (!ret && ext && ext->data)
		ret = read_core(code, ext, err);
	return ret;
}

int code_read(struct code *code, const void *data, size_t size, struct err *err)
{
	int ret;

	*code = (struct code){ 0 };
	ret = elf_read(&code->elf, data, size, err);
	if (!ret)
		ret = count_sections(code, err);
	if (!ret)
		ret = copy_code(code, err);
	if (ret < 0)
		return ret;
	for (uint32_t i = 1; i < code->elf.section_count; i++)
		read_relocations(code, &code->elf.sections[i]);
	mark_near_calls(code);
	return read_btf(code, err);
}

void code_release(struct code *code)
{
	elf_release(&code->elf);
	btf_table_release(&code->btf);
	free(code->insns);
	free(code->marks);
	free(code->sections);
	free(code->relocations);
	*code = (struct code){ 0 };
}

uint32_t code_find(const struct code *code, const char *section, const char *program)
{
	Elf64_Sym symbol;
	const char *name;

	for (uint64_t i = 1; symbol_at(&code->elf, i, &symbol, &name); i++) {
		const struct code_section *in = symbol.st_shndx < code->section_count
							? &code->sections[symbol.st_shndx]
							: NULL;
		const uint64_t at = symbol.st_value / sizeof(struct bpf_insn);

		if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC && in && at < in->count &&
		    strcmp(name, program) == 0 &&
		    strcmp(in->name + (*in->name == '?'), section + (*section == '?')) == 0)
			return in->first + (uint32_t)at;
	}
	return CODE_NONE;
}

const struct code_relocation *code_relocation(const struct code *code, uint32_t at)
{
	const struct code_relocation key = { .at = at };

	if (!code->relocation_count)
		return NULL;
	return bsearch(&key, code->relocations, code->relocation_count, sizeof(*code->relocations),
		       compare);
}
