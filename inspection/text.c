// SPDX-License-Identifier: MIT
/* An inspection for people to read: what matters before a run comes first. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach.h"
#include "columns/column.h"
#include "inspection/inspection.h"
#include "inspection/rules.h"
#include "inspection/wrap.h"
#include "kinds/effect.h"
#include "kinds/kind.h"
#include "lib/buf.h"
#include "lib/terminal.h"
#include "observe/params.h"

/* Where words stand after the labels of lines, and those of an object's. */
enum { AT = 11, OBJECT_AT = 13, NAME_WIDTH = 20, TYPE_WIDTH = 16 };

static void print_needs(const struct inspection *inspection)
{
	const struct inspect_needs needs = inspect_needs(inspection);
	struct wrap wrap = wrap_begin(AT, "  needs");

	for (size_t i = 0; i < 3 && needs.capabilities[i]; i++)
		wrap_word(&wrap, needs.capabilities[i]);
	if (needs.btf)
		wrap_word(&wrap, "kernel-BTF");
	else if (!needs.capabilities[0])
		wrap_text(&wrap, "nothing of BPF");
	wrap_end(&wrap);
}

static void print_slices(const struct inspection *inspection)
{
	const struct slices *slices = &inspection->slices;
	struct wrap wrap;
	char text[128];

	if (!slices->data && !*inspection->bad_slices)
		return;
	wrap = wrap_begin(AT, "  slices");
	if (slices->data) {
		snprintf(text, sizeof(text),
			 "of the BTF of %u kernels, for %zu of %zu objects, %zu bytes",
			 slices->kernel_count, inspect_covered(inspection),
			 inspection->object_count, slices->size);
		wrap_text(&wrap, text);
	} else {
		wrap_text(&wrap, "of no use:");
		wrap_text(&wrap, inspection->bad_slices);
	}
	wrap_end(&wrap);
}

/* What a BPF file system must delegate to run it without capabilities. */
static void print_delegation(const struct inspection *inspection)
{
	struct buf text = BUF_INIT(INSPECT_DELEGATION_MAX);
	const char *label = "  token";

	inspect_delegation(inspection, &text);
	for (const char *i = text.len ? text.data : ""; *i;) {
		const size_t len = strcspn(i, ",") + (strchr(i, ',') != NULL);
		struct wrap wrap = wrap_begin(AT, label);

		wrap_bytes(&wrap, i, len);
		wrap_end(&wrap);
		label = "";
		i += len;
	}
	buf_release(&text);
}

/* What its code can do beyond what it is attached for. */
static void print_effects(unsigned int effects)
{
	struct wrap wrap = wrap_begin(OBJECT_AT, "");
	const char *before = "it can";

	for (int i = 0; i < EFFECT_COUNT; i++) {
		if (!(effects & 1u << i))
			continue;
		wrap_text(&wrap, before);
		wrap_text(&wrap, effect_meaning((enum effect_number)i));
		before = "and";
	}
	wrap_end(&wrap);
}

static void print_program(const struct inspect_object *object, const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);
	const char *grammar = attach_grammar(section);
	const unsigned int effects = effects_of(&object->effects, prog);
	struct wrap wrap = wrap_begin(OBJECT_AT, "    program");

	wrap_column(&wrap, bpf_program__name(prog), NAME_WIDTH);
	wrap_word(&wrap, section);
	if (!kind_section_target(section) && grammar) {
		wrap_text(&wrap, "attaches to a target:");
		wrap_word(&wrap, grammar);
	}
	wrap_end(&wrap);
	if (effects)
		print_effects(effects);
}

static void print_map(const struct bpf_map *map)
{
	const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));
	struct wrap wrap = wrap_begin(OBJECT_AT, "    map");
	char sizes[80];

	wrap_column(&wrap, inspect_map_name(map), NAME_WIDTH);
	wrap_column(&wrap, type ? type : "unknown", TYPE_WIDTH);
	if (bpf_map__key_size(map) || bpf_map__value_size(map))
		snprintf(sizes, sizeof(sizes), "%u entries, key %u, value %u",
			 bpf_map__max_entries(map), bpf_map__key_size(map),
			 bpf_map__value_size(map));
	else
		snprintf(sizes, sizeof(sizes), "%u bytes", bpf_map__max_entries(map));
	wrap_text(&wrap, sizes);
	wrap_end(&wrap);
}

/* "name size, " */
static void add_section(struct wrap *wrap, const char *name, size_t len, uint64_t size, bool more)
{
	char number[32];

	snprintf(number, sizeof(number), "%llu%s", (unsigned long long)size, more ? "," : "");
	wrap_bytes(wrap, name, len);
	wrap_word(wrap, number);
}

/* Those with bytes in the file. */
static void print_sections(const struct elf *elf)
{
	struct wrap wrap = wrap_begin(OBJECT_AT, "    sections");
	const struct elf_section *last = NULL;

	for (uint32_t i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!section->data || !section->size)
			continue;
		if (last)
			add_section(&wrap, last->name, strlen(last->name), last->size, true);
		last = section;
	}
	if (last)
		add_section(&wrap, last->name, strlen(last->name), last->size, false);
	wrap_end(&wrap);
}

static void print_records(const struct inspect_object *object, const struct bpf_map *map)
{
	struct columns columns;
	struct wrap wrap;

	if (!inspect_columns(object, map, &columns))
		return;
	wrap = wrap_begin(OBJECT_AT, "    records");
	wrap_column(&wrap, bpf_map__name(map), NAME_WIDTH);
	wrap_text(&wrap, "struct");
	wrap_bytes(&wrap, columns.name, strlen(columns.name));
	for (size_t i = 0; i < columns.count; i++)
		wrap_word(&wrap, columns.list[i].name);
	wrap_end(&wrap);
	columns_release(&columns);
}

static void print_param(void *context, const struct observe_param *param)
{
	struct wrap wrap = wrap_begin(OBJECT_AT, "    param");
	char bytes[32];

	(void)context;
	snprintf(bytes, sizeof(bytes), "%u bytes", param->size);
	wrap_column(&wrap, param->name, NAME_WIDTH);
	wrap_column(&wrap, param->kind, TYPE_WIDTH);
	wrap_text(&wrap, bytes);
	if (*param->initial) {
		wrap_text(&wrap, "=");
		wrap_text(&wrap, param->initial);
	}
	if (*param->help) {
		wrap_text(&wrap, "#");
		wrap_text(&wrap, param->help);
	}
	wrap_end(&wrap);
}

static void print_object(const struct inspect_object *object)
{
	struct wrap wrap = wrap_begin(AT, "  object");
	struct bpf_program *prog;
	struct bpf_map *map;
	char size[64];

	snprintf(size, sizeof(size), "%zu bytes,%s", object->size,
		 *object->license ? " licence" : " no licence");
	wrap_text(&wrap, size);
	wrap_text(&wrap, object->license);
	wrap_end(&wrap);
	if (*object->registers) {
		wrap = wrap_begin(OBJECT_AT, "    reads");
		wrap_text(&wrap, "the registers of");
		wrap_text(&wrap, object->registers);
		if (strcmp(object->registers, arch_of_host()) != 0)
			wrap_text(&wrap, "(not this machine's)");
		wrap_end(&wrap);
	}
	if (!object->bpf) {
		wrap = wrap_begin(OBJECT_AT, "    refused");
		wrap_text(&wrap, object->refused);
		wrap_end(&wrap);
		return;
	}
	bpf_object__for_each_program(prog, object->bpf)
		print_program(object, prog);
	bpf_object__for_each_map(map, object->bpf)
		print_map(map);
	bpf_object__for_each_map (map, object->bpf)
		print_records(object, map);
	observe_each_param(object->bpf, print_param, NULL);
}

static void print_rules(const struct inspect_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];
		struct wrap wrap = wrap_begin(AT, "  policy");

		if (*rule->text) {
			wrap_text(&wrap, rule->is_optional ? "# allow" : "allow");
			wrap_word(&wrap, rule->text);
		}
		if (*rule->note) {
			wrap_word(&wrap, "#");
			wrap_text(&wrap, rule->note);
		}
		wrap_end(&wrap);
	}
}

static bool is_abi(const struct wasm_import *import, const char *abi)
{
	const char *other = inspect_abi(import);

	return abi && other ? strcmp(abi, other) == 0 : abi == other;
}

/* Those of one part of the ABI, or with null those that the host does not have. */
static void print_imports(const struct wasm_module *module, const char *abi)
{
	struct wrap wrap = { 0 };

	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wasm_import *import = &module->imports[i];

		if (!is_abi(import, abi))
			continue;
		if (!wrap.indent) {
			wrap = wrap_begin(AT, "  imports");
			wrap_text(&wrap, abi ? abi : "unknown, so it will not run");
			printf(":");
			wrap.at++;
		}
		if (!abi || !import->name.len)
			wrap_bytes(&wrap, import->module.at, import->module.len);
		wrap_bytes(&wrap, import->name.at, import->name.len);
	}
	if (wrap.indent)
		wrap_end(&wrap);
}

/* Why it will not run. */
static void print_missing(const struct wasm_module *module)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const char *reason = inspect_missing(&module->imports[i]);
		struct wrap wrap;

		if (!reason)
			continue;
		wrap = wrap_begin(AT, "  missing");
		wrap_bytes(&wrap, module->imports[i].module.at, module->imports[i].module.len);
		printf(":");
		wrap.at++;
		wrap_text(&wrap, reason);
		wrap_end(&wrap);
	}
}

static void print_module(const struct wasm_module *module)
{
	static const char *const abis[] = { NULL, "v1", "v2", "typed", "WASI" };
	struct wrap wrap;
	char memory[80];

	for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		print_imports(module, abis[i]);
	print_missing(module);
	wrap = wrap_begin(AT, "  sections");
	for (uint32_t i = 0; i < module->section_count; i++)
		add_section(&wrap, module->sections[i].name.at, module->sections[i].name.len,
			    module->sections[i].size, i + 1 < module->section_count);
	wrap_end(&wrap);
	if (module->is_component)
		return;
	wrap = wrap_begin(AT, "  memory");
	snprintf(memory, sizeof(memory), "%u to %llu pages of 64 KiB", module->memory_min,
		 (unsigned long long)module->memory_max);
	wrap_text(&wrap, memory);
	wrap_end(&wrap);
}

void inspect_print_text(const char *file, const struct inspection *inspection,
			const struct inspect_rules *rules)
{
	terminal_print(stdout, file);
	printf(": %s, %zu bytes\n",
	       inspection->module.is_component ? "WebAssembly component"
	       : inspection->is_module         ? "WebAssembly module"
					       : "BPF object",
	       inspection->size);
	print_needs(inspection);
	print_slices(inspection);
	print_delegation(inspection);
	for (size_t i = 0; i < inspection->object_count; i++)
		print_object(&inspection->objects[i]);
	print_rules(rules);
	if (inspection->is_module)
		print_module(&inspection->module);
	for (size_t i = 0; i < inspection->object_count; i++)
		if (inspection->objects[i].bpf)
			print_sections(&inspection->objects[i].elf);
}

/* A text from the file, in a comment or a rule. */
static void write_name(struct buf *to, const char *name)
{
	for (; *name; name++)
		buf_add(to, *name >= ' ' && *name < 0x7f ? name : "?", 1);
}

void inspect_write_policy(const char *file, const struct inspect_rules *rules, struct buf *to)
{
	buf_puts(to, "# Allows exactly what '");
	write_name(to, file);
	buf_puts(to, "' contains; made by 'wasm-bpf inspect --policy'.\n[guests]\n");
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];

		if (*rule->text) {
			buf_printf(to, "%sallow ", rule->is_optional ? "# " : "");
			write_name(to, rule->text);
		}
		if (*rule->note) {
			buf_printf(to, "%s# ", *rule->text ? "  " : "");
			write_name(to, rule->note);
		}
		buf_puts(to, "\n");
	}
}
