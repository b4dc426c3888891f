// SPDX-License-Identifier: MIT
/* An inspection for people to read. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach.h"
#include "kinds/effect.h"
#include "kinds/kind.h"
#include "wasm-bpf/inspection.h"
#include "wasm-bpf/inspection_rules.h"

/* A name from the file, with a '?' for what a terminal would act on. */
static void print_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		putchar(name[i] >= ' ' && name[i] < 0x7f ? name[i] : '?');
}

static void print_column(const char *name, int width)
{
	print_name(name, strlen(name));
	printf("%*s", width > (int)strlen(name) ? width - (int)strlen(name) : 1, "");
}

static void print_imports(const struct wasm_module *module)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wasm_import *import = &module->imports[i];
		const char *abi = inspect_abi(import);

		printf("  import   ");
		print_name(import->module.at, import->module.len);
		putchar(' ');
		print_name(import->name.at, import->name.len);
		printf("  (%s)\n", abi ? abi : "unknown: it will not run");
	}
	printf("  sections ");
	for (uint32_t i = 0; i < module->section_count; i++) {
		printf("%s", i ? ", " : "");
		print_name(module->sections[i].name.at, module->sections[i].name.len);
		printf(" %u", module->sections[i].size);
	}
	putchar('\n');
	printf("  memory   %u to %llu pages of 64 KiB\n", module->memory_min,
	       (unsigned long long)module->memory_max);
}

/* What its code can do beyond what it is attached for, in a line of its own. */
static void print_effects(unsigned int effects)
{
	const char *before = "             it can ";

	for (int i = 0; i < EFFECT_COUNT; i++) {
		if (!(effects & 1u << i))
			continue;
		printf("%s%s", before, effect_meaning((enum effect_number)i));
		before = ", ";
	}
	if (effects)
		putchar('\n');
}

static void print_program(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog), *target = kind_section_target(section);
	const char *grammar = attach_grammar(section);

	printf("    program  ");
	print_column(bpf_program__name(prog), 24);
	print_column(section, 32);
	if (target)
		printf("attaches to what its section names\n");
	else if (grammar)
		printf("attaches to a target: %s\n", grammar);
	else
		printf("\n");
}

static void print_map(const struct bpf_map *map)
{
	const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));

	printf("    map      ");
	print_column(inspect_map_name(map), 24);
	printf("%-20s key %u, value %u bytes, %u entries\n", type ? type : "unknown",
	       bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map));
}

/* Those with bytes in the file. */
static void print_sections(const struct elf *elf)
{
	const char *comma = "";

	printf("    sections ");
	for (uint32_t i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!section->data || !section->size)
			continue;
		printf("%s", comma);
		print_name(section->name, strlen(section->name));
		printf(" %llu", (unsigned long long)section->size);
		comma = ", ";
	}
	putchar('\n');
}

static void print_object(const struct inspect_object *object)
{
	struct bpf_program *prog;
	struct bpf_map *map;

	printf("  BPF object of %zu bytes, licence '", object->size);
	print_name(object->license, strlen(object->license));
	printf("'\n");
	if (!object->bpf) {
		printf("    it will be refused: ");
		print_name(object->refused, strlen(object->refused));
		putchar('\n');
		return;
	}
	bpf_object__for_each_program(prog, object->bpf) {
		print_program(prog);
		print_effects(effects_of(&object->effects, prog));
	}
	bpf_object__for_each_map(map, object->bpf)
		print_map(map);
	print_sections(&object->elf);
}

/* Lines of a policy, each after `before`. */
static void print_rules(const struct inspect_rules *rules, const char *before)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];

		printf("%s", before);
		if (*rule->text) {
			printf("%sallow ", rule->is_optional ? "# " : "");
			print_name(rule->text, strlen(rule->text));
		}
		if (*rule->note) {
			printf("%s# ", *rule->text ? "  " : "");
			print_name(rule->note, strlen(rule->note));
		}
		putchar('\n');
	}
}

void inspect_print_policy(const char *file, const struct inspect_rules *rules)
{
	printf("# Allows exactly what '");
	print_name(file, strlen(file));
	printf("' contains; made by 'wasm-bpf inspect --policy'.\n[guests]\n");
	print_rules(rules, "");
}

void inspect_print_text(const char *file, const struct inspection *inspection,
			const struct inspect_rules *rules)
{
	const struct inspect_needs needs = inspect_needs(inspection);

	printf("%s: %s, %zu bytes\n", file,
	       inspection->is_module ? "WebAssembly module" : "BPF object", inspection->size);
	if (inspection->is_module)
		print_imports(&inspection->module);
	for (size_t i = 0; i < inspection->object_count; i++)
		print_object(&inspection->objects[i]);
	print_rules(rules, "  policy   ");
	printf("  needs   ");
	for (size_t i = 0; i < 3 && needs.capabilities[i]; i++)
		printf(" %s", needs.capabilities[i]);
	printf("%s\n", needs.btf ? " kernel-BTF" : needs.capabilities[0] ? "" : " nothing of BPF");
}
