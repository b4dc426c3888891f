// SPDX-License-Identifier: MIT
#include "btf2h/skeleton.h"

#include <bpf/btf.h>
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/map_def.h"
#include "btf2h/language.h"
#include "btf2h/skeleton_records.h"
#include "lib/err.h"
#include "lib/file.h"

enum { SCOPE_MAPS = SCOPE_GLOBAL + 1, SCOPE_PROGRAMS, SCOPE_VARIABLES };

/* A name for a field of the skeleton. */
static const char *take(struct skeleton *skeleton, uint32_t scope, const char *name)
{
	return names_take(skeleton->names, scope, name, skeleton->naming->member_case);
}

/* Where symbols are, checked so that a symbol's name ends. */
struct symbols {
	const struct elf_section *table;
	const struct elf_section *strings;
};

static int find_symbols(const struct elf *elf, struct symbols *ret_symbols, struct err *err)
{
	const struct elf_section *table = elf_find(elf, ".symtab");
	const struct elf_section *strings;

	if (!table || table->type != SHT_SYMTAB || table->link >= elf->section_count)
		return err_set(err, EINVAL, "no symbol table");
	strings = &elf->sections[table->link];
	if (!strings->data || !strings->size || strings->data[strings->size - 1] != '\0')
		return err_set(err, EINVAL, "the names of symbols do not end");
	*ret_symbols = (struct symbols){ table, strings };
	return 0;
}

static const char *symbol_name(const struct symbols *symbols, const Elf64_Sym *symbol)
{
	return symbol->st_name < symbols->strings->size ?
		(const char *)symbols->strings->data + symbol->st_name : "";
}

/* --- maps ------------------------------------------------------------------------- */

static bool is_globals(const char *section)
{
	static const char *const names[] = { ".rodata", ".data", ".bss" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (strncmp(section, names[i], len) == 0 && (!section[len] || section[len] == '.'))
			return true;
	}
	return false;
}

static const struct plan_type *find_section(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->type_count; i++)
		if (plan->types[i].kind == PLAN_SECTION &&
		    strcmp(plan->types[i].source, name) == 0)
			return &plan->types[i];
	return NULL;
}

/* A type of map `index`: those of keys and values stand in turns in the plan. */
static const struct plan_ref *ref_of(const struct skeleton *skeleton, size_t index)
{
	const struct plan_ref *ref = index < skeleton->plan.ref_count ?
		&skeleton->plan.refs[index] : NULL;

	return ref && ref->size ? ref : NULL;
}

static enum skeleton_map_kind kind_of(const struct skeleton_map *map)
{
	switch (map->type) {
	case BPF_MAP_TYPE_RINGBUF:
		return SKELETON_RING;
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return SKELETON_PERF;
	case BPF_MAP_TYPE_PROG_ARRAY:
		return SKELETON_OTHER;
	default:
		break;
	}
	if (!map->key || !map->value)
		return SKELETON_OTHER;
	switch (map->type) {
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		return SKELETON_PER_CPU;
	default:
		return SKELETON_ENTRIES;
	}
}

/* Gives the new one, but for its kind; null when out of memory. */
static struct skeleton_map *add_map(struct skeleton *skeleton, const char *name)
{
	struct skeleton_map *maps = realloc(skeleton->maps,
					    (skeleton->map_count + 1) * sizeof(*maps));

	if (!maps)
		return NULL;
	skeleton->maps = maps;
	maps += skeleton->map_count++;
	*maps = (struct skeleton_map){
		.name = name,
		.field = take(skeleton, SCOPE_MAPS, name + strspn(name, ".")),
	};
	return maps;
}

/* The variables of the section .maps, each of which defines a map. */
static int add_defined_maps(struct skeleton *skeleton)
{
	const struct btf *btf = skeleton->input->btf;
	const struct btf_type *section = map_def_section(btf);

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		const struct map_def def = map_def_read(btf, section, i);
		struct skeleton_map *map = add_map(skeleton, def.name);

		if (!map)
			return -ENOMEM;
		map->type = def.type;
		map->key = ref_of(skeleton, 2 * (size_t)i);
		map->value = ref_of(skeleton, 2 * (size_t)i + 1);
		map->kind = kind_of(map);
	}
	return 0;
}

static int add_section(struct skeleton *skeleton, const char *name)
{
	struct skeleton_map *map = add_map(skeleton, name);

	if (!map)
		return -ENOMEM;
	map->section = find_section(&skeleton->plan, name);
	map->kind = SKELETON_GLOBALS;
	return 0;
}

/* What the loader makes of externs. */
static int add_kconfig(struct skeleton *skeleton)
{
	int ret;

	if (!find_section(&skeleton->plan, ".kconfig"))
		return 0;
	ret = add_section(skeleton, ".kconfig");
	if (!ret)
		skeleton->maps[skeleton->map_count - 1].kind = SKELETON_KCONFIG;
	return ret;
}

/* Each variable of these sections is a map. */
static int add_struct_ops(struct skeleton *skeleton)
{
	static const char *const sections[] = { ".struct_ops", ".struct_ops.link", "?.struct_ops",
						"?.struct_ops.link" };
	const struct btf *btf = skeleton->input->btf;

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		int id = btf__find_by_name_kind(btf, sections[i], BTF_KIND_DATASEC);
		const struct btf_type *section = id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);

		for (uint32_t j = 0; section && j < btf_vlen(section); j++) {
			uint32_t var = btf_var_secinfos(section)[j].type;
			struct skeleton_map *map = add_map(skeleton, btf__name_by_offset(
				btf, btf__type_by_id(btf, var)->name_off));

			if (!map)
				return -ENOMEM;
			map->type = BPF_MAP_TYPE_STRUCT_OPS;
			map->kind = SKELETON_OPS;
		}
	}
	return 0;
}

static int add_maps(struct skeleton *skeleton)
{
	const struct elf *elf = &skeleton->input->elf;
	int ret = add_defined_maps(skeleton);

	for (uint32_t i = 1; i < elf->section_count && !ret; i++) {
		const char *name = elf->sections[i].name;

		if (is_globals(name) && elf->sections[i].size)
			ret = add_section(skeleton, name);
	}
	if (!ret)
		ret = add_kconfig(skeleton);
	return ret ? ret : add_struct_ops(skeleton);
}

/* --- programs ------------------------------------------------------------------------ */

/* .text holds functions that programs call. */
static bool holds_programs(const struct elf *elf, uint32_t index)
{
	const struct elf_section *section;

	if (index == SHN_UNDEF || index >= elf->section_count)
		return false;
	section = &elf->sections[index];
	return section->flags & SHF_EXECINSTR && section->data &&
	       strcmp(section->name, ".text") != 0;
}

static int add_program(struct skeleton *skeleton, const char *name, uint32_t section)
{
	struct skeleton_program *programs = realloc(
		skeleton->programs, (skeleton->program_count + 1) * sizeof(*programs));

	if (!programs)
		return -ENOMEM;
	skeleton->programs = programs;
	programs[skeleton->program_count] = (struct skeleton_program){
		.name = name,
		.section = section,
		.index = (uint32_t)skeleton->program_count,
	};
	skeleton->program_count++;
	return 0;
}

static int by_section(const void *left, const void *right)
{
	const struct skeleton_program *a = left, *b = right;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* The global functions in sections of code, in the order of the sections, then symbols. */
static int add_programs(struct skeleton *skeleton, const struct symbols *symbols)
{
	const struct elf *elf = &skeleton->input->elf;
	Elf64_Sym symbol;
	int ret = 0;

	for (uint64_t i = 0; !ret && !elf_entry(symbols->table, i, &symbol, sizeof(symbol)); i++)
		if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
		    ELF64_ST_BIND(symbol.st_info) != STB_LOCAL &&
		    holds_programs(elf, symbol.st_shndx))
			ret = add_program(skeleton, symbol_name(symbols, &symbol),
					  symbol.st_shndx);
	if (skeleton->program_count)
		qsort(skeleton->programs, skeleton->program_count, sizeof(*skeleton->programs),
		      by_section);
	for (size_t i = 0; i < skeleton->program_count; i++)
		skeleton->programs[i].field = take(skeleton, SCOPE_PROGRAMS,
						   skeleton->programs[i].name);
	return ret;
}

/* --- global variables ------------------------------------------------------------------ */

static int add_variable(struct skeleton *skeleton, const struct plan_field *member, const char *map)
{
	struct skeleton_variable *variables = realloc(
		skeleton->variables, (skeleton->variable_count + 1) * sizeof(*variables));

	if (!variables)
		return -ENOMEM;
	skeleton->variables = variables;
	variables[skeleton->variable_count++] = (struct skeleton_variable){
		.name = member->source,
		.field = take(skeleton, SCOPE_VARIABLES, member->source),
		.member = member,
		.map = map,
	};
	return 0;
}

bool skeleton_is_global(const struct plan *plan, const struct plan_field *field)
{
	const struct btf_type *var = btf__type_by_id(plan->btf, field->id);

	return field->kind == FIELD_MEMBER && *field->source && btf_is_var(var) &&
	       btf_var(var)->linkage != BTF_VAR_STATIC;
}

static int add_variables(struct skeleton *skeleton)
{
	const struct plan *plan = &skeleton->plan;
	int ret = 0;

	for (size_t i = 0; i < skeleton->map_count; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];
		const struct plan_body *body = map->section ? &plan->bodies[map->section->body]
							    : NULL;
		const char *made = map->kind == SKELETON_KCONFIG ? map->name : NULL;

		for (uint32_t j = 0; body && j < body->fields && !ret; j++) {
			const struct plan_field *field = &plan->fields[body->first_field + j];

			if (skeleton_is_global(plan, field))
				ret = add_variable(skeleton, field, made);
		}
	}
	return ret;
}

/* --- everything ----------------------------------------------------------------------- */

/* "app_bpf" from "dir/app.bpf.o". */
static int name_object(struct skeleton *skeleton, const char *name)
{
	const char *base = file_base_name(skeleton->input->name);
	size_t len = strlen(base);
	char *stem;

	if (len > 2 && strcmp(base + len - 2, ".o") == 0)
		len -= 2;
	stem = name ? strdup(name) : strndup(base, len);
	if (!stem)
		return -ENOMEM;
	skeleton->name = names_take(skeleton->names, SCOPE_GLOBAL,
				    names_join(skeleton->names, stem, "", ""),
				    skeleton->naming->type_case);
	free(stem);
	return 0;
}

/* The ids of the keys and values of maps, for the plan to speak of; null if out of memory. */
static uint32_t *find_map_types(const struct btf *btf, size_t *ret_count)
{
	const struct btf_type *section = map_def_section(btf);
	const size_t maps = section ? btf_vlen(section) : 0;
	uint32_t *ids = calloc(2 * maps + 1, sizeof(*ids));

	for (uint32_t i = 0; ids && i < maps; i++) {
		const struct map_def def = map_def_read(btf, section, i);

		ids[2 * i] = def.key;
		ids[2 * i + 1] = def.value;
	}
	*ret_count = 2 * maps;
	return ids;
}

static int make_plan(struct skeleton *skeleton, const struct language *language, const bool *wanted,
		     bool tags, const char *name, struct err *err)
{
	const struct btf *btf = skeleton->input->btf;
	struct plan_opts opts = language->plan;
	uint32_t *ids = NULL;
	int ret;

	opts.sections_only = !language->typed_skeletons && !tags;
	opts.tags_only = tags;
	opts.wanted = opts.sections_only ? NULL : wanted;
	if (language->typed_skeletons) {
		ids = find_map_types(btf, &opts.ref_count);
		if (!ids)
			return err_set(err, ENOMEM, "out of memory");
	}
	opts.ref_ids = ids;
	opts.type_prefix = language->prefixes ? name : NULL;
	ret = plan_make(&skeleton->plan, btf, &opts, err);
	free(ids);
	return ret;
}

static int find_all(struct skeleton *skeleton, const struct language *language,
		    const bool *wanted, bool tags, const char *name, struct err *err)
{
	struct symbols symbols = { 0 };
	int ret = find_symbols(&skeleton->input->elf, &symbols, err);

	if (!ret)
		ret = make_plan(skeleton, language, wanted, tags, name, err);
	if (ret)
		return ret;
	skeleton->naming = language->plan.naming;
	skeleton->names = names_new(skeleton->naming);
	ret = skeleton->names ? name_object(skeleton, name) : -ENOMEM;
	if (!ret)
		ret = add_maps(skeleton);
	if (!ret)
		ret = add_programs(skeleton, &symbols);
	if (!ret)
		ret = add_variables(skeleton);
	if (!ret)
		ret = skeleton_find_records(skeleton, language);
	if (ret || names_failed(skeleton->names))
		return err_set(err, ENOMEM, "out of memory");
	return 0;
}

int skeleton_make(struct skeleton *skeleton, const struct input *input,
		  const struct language *language, const bool *wanted, bool tags,
		  const char *name, struct err *err)
{
	int ret;

	*skeleton = (struct skeleton){ .input = input };
	if (!input->is_elf || input->elf.machine != EM_BPF)
		return err_set(err, EINVAL, "'%s' is not a BPF object: only BPF objects have "
			       "skeletons",
			       input->name);
	if (btf__endianness(input->btf) == BTF_BIG_ENDIAN) {
		err_set(err, EINVAL, "'%s' is big-endian: no guest can load it", input->name);
		return err_hint(err, "compile with clang -target bpfel");
	}
	ret = find_all(skeleton, language, wanted, tags, name, err);
	if (ret) {
		err_prefix(err, "cannot make a skeleton of '%s'", input->name);
		skeleton_release(skeleton);
	}
	return ret;
}

void skeleton_release(struct skeleton *skeleton)
{
	plan_release(&skeleton->plan);
	names_free(skeleton->names);
	free(skeleton->maps);
	free(skeleton->programs);
	free(skeleton->variables);
	free(skeleton->records);
	*skeleton = (struct skeleton){ 0 };
}
