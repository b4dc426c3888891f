// SPDX-License-Identifier: MIT
/* An inspection as JSON. */
#include <bpf/libbpf.h>

#include "columns/column.h"
#include "columns/kind.h"
#include "inspection/inspection.h"
#include "inspection/rules.h"
#include "kinds/effect.h"
#include "kinds/kind.h"
#include "lib/buf.h"
#include "lib/json.h"
#include "observe/params.h"

static void write_name(struct json_writer *json, const char *key, struct wasm_name name)
{
	json_write_bytes(json, key, name.at, name.len);
}

static void write_module(struct json_writer *json, const struct wasm_module *module)
{
	json_write_begin(json, "imports", '[');
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wasm_import *import = &module->imports[i];

		json_write_begin(json, NULL, '{');
		write_name(json, "module", import->module);
		write_name(json, "name", import->name);
		json_write_bool(json, "known", inspect_abi(import));
		json_write_text(json, "abi", inspect_abi(import));
		if (inspect_missing(import))
			json_write_text(json, "reason", inspect_missing(import));
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_begin(json, "sections", '[');
	for (uint32_t i = 0; i < module->section_count; i++) {
		json_write_begin(json, NULL, '{');
		write_name(json, "name", module->sections[i].name);
		json_write_number(json, "size", module->sections[i].size);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_begin(json, "memory", '{');
	json_write_number(json, "min", module->memory_min);
	json_write_number(json, "max", module->memory_max);
	json_write_end(json, '}');
}

static void write_effects(struct json_writer *json, unsigned int effects)
{
	json_write_begin(json, "effects", '[');
	for (int i = 0; i < EFFECT_COUNT; i++)
		if (effects & 1u << i)
			json_write_text(json, NULL, effect_name((enum effect_number)i));
	json_write_end(json, ']');
}

static void write_programs(struct json_writer *json, const struct inspect_object *object)
{
	struct bpf_program *prog;

	json_write_begin(json, "programs", '[');
	bpf_object__for_each_program(prog, object->bpf) {
		const char *section = bpf_program__section_name(prog);

		json_write_begin(json, NULL, '{');
		json_write_text(json, "name", bpf_program__name(prog));
		json_write_text(json, "section", section);
		json_write_text(json, "type", libbpf_bpf_prog_type_str(bpf_program__type(prog)));
		json_write_text(json, "target", kind_section_target(section));
		write_effects(json, effects_of(&object->effects, prog));
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
}

static void write_maps(struct json_writer *json, const struct bpf_object *object)
{
	struct bpf_map *map;

	json_write_begin(json, "maps", '[');
	bpf_object__for_each_map(map, object) {
		json_write_begin(json, NULL, '{');
		json_write_text(json, "name", inspect_map_name(map));
		json_write_text(json, "type", libbpf_bpf_map_type_str(bpf_map__type(map)));
		json_write_number(json, "key_size", bpf_map__key_size(map));
		json_write_number(json, "value_size", bpf_map__value_size(map));
		json_write_number(json, "max_entries", bpf_map__max_entries(map));
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
}

static void write_records(struct json_writer *json, const struct inspect_object *object)
{
	struct columns columns;
	struct bpf_map *map;

	json_write_begin(json, "records", '[');
	bpf_object__for_each_map (map, object->bpf) {
		if (!inspect_columns(object, map, &columns))
			continue;
		json_write_begin(json, NULL, '{');
		json_write_text(json, "buffer", bpf_map__name(map));
		json_write_text(json, "type", columns.name);
		json_write_begin(json, "columns", '[');
		for (size_t i = 0; i < columns.count; i++) {
			json_write_begin(json, NULL, '{');
			json_write_text(json, "name", columns.list[i].name);
			json_write_text(json, "kind", columns.list[i].kind->name);
			json_write_bool(json, "hidden", columns.list[i].is_hidden);
			json_write_end(json, '}');
		}
		json_write_end(json, ']');
		json_write_end(json, '}');
		columns_release(&columns);
	}
	json_write_end(json, ']');
}

static void write_param(void *context, const struct observe_param *param)
{
	struct json_writer *json = context;

	json_write_begin(json, NULL, '{');
	json_write_text(json, "name", param->name);
	json_write_text(json, "kind", param->kind);
	json_write_number(json, "size", param->size);
	json_write_text(json, "initial", param->initial);
	if (*param->help)
		json_write_text(json, "help", param->help);
	json_write_end(json, '}');
}

static void write_params(struct json_writer *json, const struct inspect_object *object)
{
	json_write_begin(json, "params", '[');
	observe_each_param(object->bpf, write_param, json);
	json_write_end(json, ']');
}

static void write_sections(struct json_writer *json, const struct elf *elf)
{
	json_write_begin(json, "sections", '[');
	for (uint32_t i = 0; i < elf->section_count; i++) {
		if (!elf->sections[i].data || !elf->sections[i].size)
			continue;
		json_write_begin(json, NULL, '{');
		json_write_text(json, "name", elf->sections[i].name);
		json_write_number(json, "size", elf->sections[i].size);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
}

static void write_object(struct json_writer *json, const struct inspect_object *object)
{
	json_write_begin(json, NULL, '{');
	json_write_number(json, "size", object->size);
	json_write_text(json, "license", object->license);
	json_write_text(json, "registers", *object->registers ? object->registers : NULL);
	if (object->bpf) {
		write_programs(json, object);
		write_maps(json, object->bpf);
		write_records(json, object);
		write_params(json, object);
	}
	write_sections(json, &object->elf);
	json_write_text(json, "refused", object->bpf ? NULL : object->refused);
	json_write_end(json, '}');
}

static void write_rules(struct json_writer *json, const struct inspect_rules *rules)
{
	json_write_begin(json, "policy", '[');
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];

		json_write_begin(json, NULL, '{');
		json_write_text(json, "allow", *rule->text ? rule->text : NULL);
		json_write_text(json, "note", *rule->note ? rule->note : NULL);
		json_write_bool(json, "optional", rule->is_optional);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
}

static void write_needs(struct json_writer *json, const struct inspection *inspection)
{
	const struct inspect_needs needs = inspect_needs(inspection);
	struct buf delegation = BUF_INIT(INSPECT_DELEGATION_MAX);

	json_write_begin(json, "needs", '{');
	json_write_begin(json, "capabilities", '[');
	for (size_t i = 0; i < 3 && needs.capabilities[i]; i++)
		json_write_text(json, NULL, needs.capabilities[i]);
	json_write_end(json, ']');
	json_write_bool(json, "kernel_btf", needs.btf);
	inspect_delegation(inspection, &delegation);
	if (delegation.len)
		json_write_text(json, "delegation", delegation.data);
	buf_release(&delegation);
	json_write_end(json, '}');
}

static void write_slices(struct json_writer *json, const struct inspection *inspection)
{
	const struct slices *slices = &inspection->slices;
	struct slices_kernel kernel;

	json_write_begin(json, "btf_slices", '{');
	json_write_number(json, "size", slices->size);
	json_write_number(json, "objects", inspect_covered(inspection));
	json_write_begin(json, "kernels", '[');
	for (uint32_t i = 0; i < slices->kernel_count; i++) {
		slices_kernel(slices, i, &kernel);
		json_write_begin(json, NULL, '{');
		json_write_text(json, "release", kernel.release);
		json_write_text(json, "arch", kernel.arch);
		json_write_number(json, "size", slices_size(slices, kernel.slice));
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_end(json, '}');
}

void inspect_write_json(const struct inspection *inspection, const struct inspect_rules *rules,
			struct buf *text)
{
	struct json_writer json = { .to = text };

	json_write_begin(&json, NULL, '{');
	json_write_text(&json, "kind",
			inspection->module.is_component ? "component"
			: inspection->is_module         ? "module"
							: "object");
	json_write_number(&json, "size", inspection->size);
	if (inspection->is_module)
		write_module(&json, &inspection->module);
	json_write_begin(&json, "objects", '[');
	for (size_t i = 0; i < inspection->object_count; i++)
		write_object(&json, &inspection->objects[i]);
	json_write_end(&json, ']');
	write_rules(&json, rules);
	if (inspection->slices.data)
		write_slices(&json, inspection);
	else
		json_write_text(&json, "btf_slices", NULL);
	write_needs(&json, inspection);
	json_write_end(&json, '}');
}
