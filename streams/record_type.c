// SPDX-License-Identifier: MIT
#include "streams/record_type.h"

#include <bpf/btf.h>
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"

enum { SIZES_MAX = 32, LOOK_BACK = 64, CANDIDATES_MAX = 64 };

struct sizes {
	uint32_t list[SIZES_MAX];
	unsigned int count;
};

struct candidates {
	uint32_t list[CANDIDATES_MAX];
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

/* Which helper puts records into buffers, and the registers of the map and of the size. */
static bool is_output(const struct bpf_insn *insn, bool is_ring, int *ret_map, int *ret_size)
{
	if (insn->code != (BPF_JMP | BPF_CALL) || insn->src_reg)
		return false;
	*ret_map = is_ring ? 1 : 2;
	switch (insn->imm) {
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
		return !is_ring;
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

static struct sizes find_sizes(const struct elf *elf, const char *map, bool is_ring)
{
	struct sizes sizes = { 0 };
	int map_register, size_register;

	for (uint32_t i = 1; i < elf->section_count; i++) {
		const struct elf_section *code = &elf->sections[i];

		if (!(code->flags & SHF_EXECINSTR) || !code->data)
			continue;
		for (uint64_t at = 0; at < code->size / sizeof(struct bpf_insn); at++) {
			const struct bpf_insn insn = insn_at(code, at);

			if (is_output(&insn, is_ring, &map_register, &size_register))
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

static void add_candidate(struct candidates *candidates, uint32_t id)
{
	if (candidates->count < CANDIDATES_MAX)
		candidates->list[candidates->count++] = id;
}

static bool has_size(const struct sizes *sizes, uint32_t size)
{
	for (unsigned int i = 0; i < sizes->count; i++)
		if (sizes->list[i] == size)
			return true;
	return false;
}

/* Structs of one of the sizes; without sizes, those that are named like events. */
static struct candidates find_candidates(const struct btf *btf, const struct sizes *sizes)
{
	struct candidates candidates = { 0 };

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *name = name_of(btf, id);

		if (!btf_is_struct(type) || !*name || !btf_vlen(type))
			continue;
		if (sizes->count ? has_size(sizes, type->size)
				 : strstr(name, "event") && !strstr(name, "trace_event"))
			add_candidate(&candidates, id);
	}
	return candidates;
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

/* Those that the running kernel does not have: its types are in the object for other reasons. */
static struct candidates leave_out_kernel(const struct candidates *candidates,
					  const struct btf *btf)
{
	const struct btf *kernel = candidates->count ? kernel_types() : NULL;
	struct candidates own = { 0 };

	if (!kernel)
		return *candidates;
	for (unsigned int i = 0; i < candidates->count; i++)
		if (btf__find_by_name_kind(kernel, name_of(btf, candidates->list[i]),
					   BTF_KIND_STRUCT) < 0)
			add_candidate(&own, candidates->list[i]);
	return own;
}

/* A variable "gadget_tracer_NAME___MAP___TYPE" says it, as Inspektor Gadget's macros do. */
static uint32_t find_gadget(const struct btf *btf, const char *map)
{
	static const char prefix[] = "gadget_tracer_";
	const size_t len = strlen(map);

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *name = name_of(btf, id), *at;

		if (!btf_is_var(type) || strncmp(name, prefix, strlen(prefix)) != 0)
			continue;
		at = strstr(name, "___");
		if (at && strncmp(at + 3, map, len) == 0 && strncmp(at + 3 + len, "___", 3) == 0)
			return find_named(btf, at + 3 + len + 3);
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
		     const struct btf *btf, const char *map, struct err *err)
{
	struct buf list = BUF_INIT(300);

	for (unsigned int i = 0; i < candidates->count; i++)
		buf_printf(&list, "%s %s", i ? "," : "", name_of(btf, candidates->list[i]));
	err_set(err, ENOENT, "cannot tell what the records of '%s' are", map);
	if (candidates->count)
		err_hint(err, "give --record %s=TYPE, perhaps one of%s", map,
			 list.data ? list.data : "");
	else if (sizes->count)
		err_hint(
			err,
			"they have %u bytes, and no struct of the object's own BTF has: 'struct event "
			"*unused;' in its source puts one there, or --types names another file",
			sizes->list[0]);
	else
		err_hint(err, "give --record %s=TYPE, with a struct of the object's BTF", map);
	buf_release(&list);
	return -ENOENT;
}

int record_type_find(const struct elf *elf, const struct btf *btf, const char *map, bool is_ring,
		     uint32_t value, const char *wanted, uint32_t *ret_type, struct err *err)
{
	struct candidates candidates, own;
	struct sizes sizes;

	*ret_type = wanted                     ? find_named(btf, wanted)
		    : is_composite(btf, value) ? value
					       : find_gadget(btf, map);
	if (*ret_type)
		return 0;
	if (wanted)
		return err_set(err, ENOENT, "--record %s=%s: the object has no such struct", map,
			       wanted);
	sizes = find_sizes(elf, map, is_ring);
	candidates = find_candidates(btf, &sizes);
	own = leave_out_kernel(&candidates, btf);
	if (own.count != 1)
		return undecided(&own, &sizes, btf, map, err);
	*ret_type = own.list[0];
	return 0;
}
