// SPDX-License-Identifier: MIT
#include "types/record_type.h"

#include <bpf/btf.h>
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_check.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "types/dwarf_btf.h"
#include "types/gadget.h"

enum { SIZES_MAX = 32, LOOK_BACK = 64, CANDIDATES_MAX = 64 };

struct sizes {
	uint32_t list[SIZES_MAX];
	unsigned int count;
};

struct candidates {
	struct record_type list[CANDIDATES_MAX];
	const char *names[CANDIDATES_MAX];
	unsigned int count;
};

/* --- sizes in the code --------------------------------------------------------------------- */

static void add_size(struct sizes *sizes, uint32_t size)
{
	for (unsigned int i = 0; i < sizes->count; i++)
		if (sizes->list[i] == size)
			return;
	if (sizes->count < SIZES_MAX)
		sizes->list[sizes->count++] = size;
}

/* The name of the symbol that the instruction at that offset refers to, or null. */
static const char *symbol_at(const struct elf *elf, const struct elf_section *relocations,
			     uint64_t offset)
{
	const struct elf_section *symbols, *names;
	Elf64_Rel relocation;
	Elf64_Sym symbol;

	if (!relocations || relocations->link >= elf->section_count)
		return NULL;
	symbols = &elf->sections[relocations->link];
	if (symbols->link >= elf->section_count)
		return NULL;
	names = &elf->sections[symbols->link];
	for (uint64_t i = 0; elf_entry(relocations, i, &relocation, sizeof(relocation)) == 0; i++)
		if (relocation.r_offset == offset &&
		    elf_entry(symbols, ELF64_R_SYM(relocation.r_info), &symbol, sizeof(symbol)) ==
			    0 &&
		    names->data && symbol.st_name < names->size)
			return (const char *)names->data + symbol.st_name;
	return NULL;
}

static struct bpf_insn insn_at(const struct elf_section *code, uint64_t index)
{
	struct bpf_insn insn;

	memcpy(&insn, code->data + index * sizeof(insn), sizeof(insn));
	return insn;
}

/* Where an object's records go. */
enum destination { TO_RING, TO_PERF, TO_ITERATOR };

/* Which helper puts records there, and the registers of the map and of the size. */
static bool is_output(const struct bpf_insn *insn, enum destination where, int *ret_map,
		      int *ret_size)
{
	const bool is_ring = where == TO_RING;

	if (insn->code != (BPF_JMP | BPF_CALL) || insn->src_reg)
		return false;
	*ret_map = is_ring ? 1 : 2;
	switch (insn->imm) {
	case BPF_FUNC_seq_write:
		*ret_map = -1;
		*ret_size = 3;
		return where == TO_ITERATOR;
	case BPF_FUNC_ringbuf_reserve:
		*ret_size = 2;
		return is_ring;
	case BPF_FUNC_ringbuf_output:
		*ret_size = 3;
		return is_ring;
	case BPF_FUNC_perf_event_output:
	case BPF_FUNC_skb_output:
	case BPF_FUNC_xdp_output:
		*ret_size = 5;
		return where == TO_PERF;
	default:
		return false;
	}
}

/* What the instructions before a call put into its registers, as far as it stands there. */
static void look_back(const struct elf *elf, const struct elf_section *code, uint64_t call,
		      int map_register, int size_register, const char *map, struct sizes *sizes)
{
	const struct elf_section *relocations = elf_relocations(elf, code);
	bool has_size = false, other_map = false;
	uint32_t size = 0;

	for (uint64_t i = call, seen = 0; i > 0 && seen < LOOK_BACK; seen++) {
		const struct bpf_insn insn = insn_at(code, --i);

		if (insn.code == (BPF_JMP | BPF_CALL) || insn.code == (BPF_JMP | BPF_EXIT))
			break;
		if (!has_size && insn.dst_reg == size_register &&
		    (insn.code & ~(BPF_ALU64 ^ BPF_ALU)) == (BPF_ALU | BPF_MOV | BPF_K)) {
			has_size = true;
			size = (uint32_t)insn.imm;
		}
		if (insn.code == (BPF_LD | BPF_IMM | BPF_DW) && insn.dst_reg == map_register) {
			const char *name = symbol_at(elf, relocations, i * sizeof(insn));

			other_map = name && *name && strcmp(name, map) != 0;
			break;
		}
	}
	if (has_size && size && !other_map)
		add_size(sizes, size);
}

static struct sizes find_sizes(const struct elf *elf, const char *map, enum destination where)
{
	struct sizes sizes = { 0 };
	int map_register, size_register;

	for (uint32_t i = 1; i < elf->section_count; i++) {
		const struct elf_section *code = &elf->sections[i];

		if (!(code->flags & SHF_EXECINSTR) || !code->data)
			continue;
		for (uint64_t at = 0; at < code->size / sizeof(struct bpf_insn); at++) {
			const struct bpf_insn insn = insn_at(code, at);

			if (is_output(&insn, where, &map_register, &size_register))
				look_back(elf, code, at, map_register, size_register, map, &sizes);
		}
	}
	return sizes;
}

/* --- types --------------------------------------------------------------------------------- */

static const char *name_of(const struct btf *btf, uint32_t id)
{
	return btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);
}

/* A struct by its tag or its typedef, or 0. */
static uint32_t find_named(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	if (id < 0)
		id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	return id < 0 ? 0 : (uint32_t)id;
}

static bool has_size(const struct sizes *sizes, uint64_t size)
{
	for (unsigned int i = 0; i < sizes->count; i++)
		if (sizes->list[i] == size)
			return true;
	return false;
}

/* Whether a struct can be the record: it has one of the sizes; without sizes, it is named like an
 * event. */
static bool can_be(const struct sizes *sizes, const char *name, uint64_t size)
{
	if (sizes->count)
		return has_size(sizes, size);
	return strstr(name, "event") && !strstr(name, "trace_event");
}

/* The kernel's types, read once a process, when they are first asked for: an object can have many
 * buffers. Null if this machine does not tell. */
static const struct btf *kernel_types(void)
{
	static struct btf *kernel;
	static bool is_read;

	if (!is_read)
		kernel = btf__load_vmlinux_btf();
	is_read = true;
	return kernel;
}

/* The kernel's own types are in the object for other reasons. */
static bool is_kernels(const char *name)
{
	const struct btf *kernel = kernel_types();

	return kernel && btf__find_by_name_kind(kernel, name, BTF_KIND_STRUCT) >= 0;
}

static void add_candidate(struct candidates *candidates, const struct record_type *type,
			  const char *name)
{
	if (candidates->count == CANDIDATES_MAX || is_kernels(name))
		return;
	candidates->names[candidates->count] = name;
	candidates->list[candidates->count++] = *type;
}

static struct candidates in_btf(const struct btf *btf, const struct sizes *sizes)
{
	struct candidates candidates = { 0 };

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *name = name_of(btf, id);

		if (btf_is_struct(type) && *name && btf_vlen(type) &&
		    can_be(sizes, name, type->size))
			add_candidate(&candidates, &(struct record_type){ .btf = btf, .id = id },
				      name);
	}
	return candidates;
}

/* Units of one object can each have the struct. */
static bool is_listed(const struct candidates *candidates, const char *name)
{
	for (unsigned int i = 0; i < candidates->count; i++)
		if (strcmp(candidates->names[i], name) == 0)
			return true;
	return false;
}

static struct candidates in_dwarf(const struct dwarf *dwarf, const struct sizes *sizes)
{
	struct candidates candidates = { 0 };

	for (size_t i = 0; i < dwarf->count; i++) {
		const struct dwarf_entry *entry = &dwarf->list[i];

		if (entry->tag == DWARF_STRUCT && entry->name && !entry->is_declaration &&
		    can_be(sizes, entry->name, entry->size) && !is_listed(&candidates, entry->name))
			add_candidate(&candidates, &(struct record_type){ .entry = entry },
				      entry->name);
	}
	return candidates;
}

/* A struct or a typedef by its name. */
static const struct dwarf_entry *named_in_dwarf(const struct dwarf *dwarf, const char *name)
{
	for (size_t i = 0; i < dwarf->count; i++) {
		const struct dwarf_entry *entry = &dwarf->list[i];

		if ((entry->tag == DWARF_STRUCT || entry->tag == DWARF_TYPEDEF) && entry->name &&
		    !entry->is_declaration && strcmp(entry->name, name) == 0)
			return entry;
	}
	return NULL;
}

/* If there are several, those that are named like events. */
static void prefer_events(struct candidates *candidates)
{
	struct candidates events = { 0 };

	for (unsigned int i = 0; i < candidates->count; i++)
		if (strstr(candidates->names[i], "event")) {
			events.names[events.count] = candidates->names[i];
			events.list[events.count++] = candidates->list[i];
		}
	if (candidates->count > 1 && events.count == 1)
		*candidates = events;
}

/* The struct that GADGET_TRACER() names for the map, or 0. */
static uint32_t find_gadget(const struct btf *btf, const char *map)
{
	const char *parts;
	char name[256];

	for (uint32_t id = 0; (parts = gadget_next(btf, "gadget_tracer_", &id));) {
		parts = gadget_part(parts, name, sizeof(name));
		if (parts && strcmp(name, map) == 0)
			return find_named(btf, parts);
	}
	return 0;
}

/* A perf buffer's values are descriptors for the kernel, whatever it holds. */
static bool is_composite(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (btf_is_mod(type) || btf_is_typedef(type))
		type = btf__type_by_id(btf, type->type);
	return btf_is_composite(type);
}

static int undecided(const struct candidates *candidates, const struct sizes *sizes,
		     const char *map, struct err *err)
{
	struct buf list = BUF_INIT(300);

	for (unsigned int i = 0; i < candidates->count; i++)
		buf_printf(&list, "%s %s", i ? "," : "", candidates->names[i]);
	err_set(err, ENOENT, "cannot tell what the records of '%s' are", map);
	if (candidates->count)
		err_hint(err, "give --record-type %s=TYPE, perhaps one of%s", map,
			 list.data ? list.data : "");
	else if (sizes->count)
		err_hint(
			err,
			"they have %u bytes, and the object does not tell about such a struct: build it "
			"with wasm-bpf-cc, or without stripping it, or name another file by --types",
			sizes->list[0]);
	else
		err_hint(err, "give --record-type %s=TYPE, with a struct of the object's BTF", map);
	buf_release(&list);
	return -ENOENT;
}

/* Makes BTF of what debug information has, and checks it: a stranger's file may say anything. */
static int from_dwarf(struct record_types *types, struct record_type *type, struct err *err)
{
	struct btf *btf;
	const void *raw;
	uint32_t size;
	int ret;

	if (types->debug_count == RECORD_TYPES_MAX)
		return err_set(err, E2BIG, "the object has too many buffers");
	btf = btf__new_empty();
	if (!btf)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	types->debug[types->debug_count++] = btf;
	ret = dwarf_add_type(btf, &types->dwarf, type->entry, &type->id, err);
	raw = ret ? NULL : btf__raw_data(btf, &size);
	if (!ret)
		ret = raw ? btf_check(raw, size, err)
			  : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	type->btf = btf;
	return ret;
}

static void read_dwarf(struct record_types *types)
{
	if (!types->is_dwarf_read)
		dwarf_read(&types->dwarf, types->elf, NULL); /* without it, there is BTF */
	types->is_dwarf_read = true;
}

static int find_wanted(struct record_types *types, const char *map, const char *wanted,
		       struct record_type *ret_type, struct err *err)
{
	*ret_type = (struct record_type){ types->btf, find_named(types->btf, wanted), NULL };
	if (ret_type->id)
		return 0;
	read_dwarf(types);
	ret_type->entry = named_in_dwarf(&types->dwarf, wanted);
	if (ret_type->entry)
		return from_dwarf(types, ret_type, err);
	return err_set(err, ENOENT, "--record-type %s=%s: the object has no such struct", map,
		       wanted);
}

static struct candidates find_candidates(struct record_types *types, const struct sizes *sizes)
{
	struct candidates candidates = { 0 };

	read_dwarf(types);
	if (types->dwarf.count)
		candidates = in_dwarf(&types->dwarf, sizes);
	if (!candidates.count)
		candidates = in_btf(types->btf, sizes);
	prefer_events(&candidates);
	return candidates;
}

int record_type_of_iterators(struct record_types *types, struct record_type *ret_type,
			     struct err *err)
{
	const struct sizes sizes = find_sizes(types->elf, "", TO_ITERATOR);
	struct candidates candidates;

	if (!sizes.count)
		return -ENOENT;
	candidates = find_candidates(types, &sizes);
	if (candidates.count != 1)
		return -ENOENT;
	*ret_type = candidates.list[0];
	return ret_type->entry ? from_dwarf(types, ret_type, err) : 0;
}

int record_type_find(struct record_types *types, const char *map, bool is_ring, uint32_t value,
		     const char *wanted, struct record_type *ret_type, struct err *err)
{
	struct candidates candidates;
	struct sizes sizes;

	if (wanted)
		return find_wanted(types, map, wanted, ret_type, err);
	*ret_type = (struct record_type){
		types->btf, is_composite(types->btf, value) ? value : find_gadget(types->btf, map),
		NULL
	};
	if (ret_type->id)
		return 0;
	sizes = find_sizes(types->elf, map, is_ring ? TO_RING : TO_PERF);
	candidates = find_candidates(types, &sizes);
	if (candidates.count != 1)
		return undecided(&candidates, &sizes, map, err);
	*ret_type = candidates.list[0];
	return ret_type->entry ? from_dwarf(types, ret_type, err) : 0;
}

void record_types_release(struct record_types *types)
{
	dwarf_release(&types->dwarf);
	for (unsigned int i = 0; i < types->debug_count; i++)
		btf__free(types->debug[i]);
	types->debug_count = 0;
}
