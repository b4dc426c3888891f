// SPDX-License-Identifier: MIT
#include "btf2h/skeleton_text.h"

#include <string.h>

#include "bindings/decl.h"
#include "btf2h/emit.h"
#include "lib/text.h"

bool skeleton_is_typed(const struct skeleton_map *map)
{
	return map->kind == SKELETON_ENTRIES || map->kind == SKELETON_PER_CPU;
}

bool skeleton_is_constant(const struct skeleton_map *map)
{
	return map->kind == SKELETON_KCONFIG || strncmp(map->name, ".rodata", 7) == 0;
}

/* --- lists ----------------------------------------------------------------------------- */

typedef bool map_fn(const struct skeleton_map *map);

static bool next_map_that(struct skeleton_text *t, bool first, map_fn *is_one)
{
	const struct skeleton_map *end;

	if (!t->skeleton->map_count)
		return false;
	end = t->skeleton->maps + t->skeleton->map_count;
	t->map = first ? t->skeleton->maps : t->map + 1;
	while (t->map < end && !is_one(t->map))
		t->map++;
	return t->map < end;
}

static bool is_any(const struct skeleton_map *map)
{
	(void)map;
	return true;
}

/* Sections have fields of their own. */
static bool is_defined(const struct skeleton_map *map)
{
	return map->kind != SKELETON_GLOBALS && map->kind != SKELETON_KCONFIG;
}

static bool is_ops(const struct skeleton_map *map)
{
	return map->kind == SKELETON_OPS;
}

static bool is_later(const struct skeleton_map *map)
{
	return map->kind == SKELETON_OPS || map->kind == SKELETON_KCONFIG;
}

static bool is_set(const struct skeleton_map *map)
{
	return map->section && map->kind != SKELETON_KCONFIG;
}

static bool is_section(const struct skeleton_map *map)
{
	return map->section;
}

static bool is_changing(const struct skeleton_map *map)
{
	return map->section && !skeleton_is_constant(map);
}

static bool next_map(void *model, bool first)
{
	return next_map_that(model, first, is_any);
}

static bool next_defined(void *model, bool first)
{
	return next_map_that(model, first, is_defined);
}

static bool next_section(void *model, bool first)
{
	return next_map_that(model, first, is_section);
}

static bool next_changing(void *model, bool first)
{
	return next_map_that(model, first, is_changing);
}

static bool next_ops(void *model, bool first)
{
	return next_map_that(model, first, is_ops);
}

static bool next_later(void *model, bool first)
{
	return next_map_that(model, first, is_later);
}

static bool next_set(void *model, bool first)
{
	return next_map_that(model, first, is_set);
}

static bool if_ops(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && is_ops(t->map);
}

static bool if_typed(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && skeleton_is_typed(t->map);
}

static bool if_section(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && t->map->section;
}

static bool if_kconfig(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && t->map->kind == SKELETON_KCONFIG;
}

static bool if_constant(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && skeleton_is_constant(t->map);
}

static bool next_program(void *model, bool first)
{
	struct skeleton_text *t = model;

	if (!t->skeleton->program_count)
		return false;
	t->program = first ? t->skeleton->programs : t->program + 1;
	return t->program < t->skeleton->programs + t->skeleton->program_count;
}

/* Those of struct_ops are attached by their maps. */
static bool next_attached(void *model, bool first)
{
	struct skeleton_text *t = model;
	const struct elf_section *sections = t->skeleton->input->elf.sections;
	bool more = next_program(t, first);

	while (more && strncmp(sections[t->program->section].name, "struct_ops", 10) == 0)
		more = next_program(t, false);
	return more;
}

static bool next_variable(void *model, bool first)
{
	struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;
	const struct plan_body *body = &plan->bodies[t->map->section->body];
	const struct plan_field *fields = &plan->fields[body->first_field];

	t->variable = first ? fields : t->variable + 1;
	while (t->variable < fields + body->fields && !skeleton_is_global(plan, t->variable))
		t->variable++;
	return t->variable < fields + body->fields;
}

/* Those whose bytes are a thing of their own. */
static bool next_type(void *model, bool first)
{
	struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;

	if (!plan->type_count)
		return false;
	t->type = first ? plan->types : t->type + 1;
	while (t->type < plan->types + plan->type_count && t->type->kind == PLAN_TYPEDEF)
		t->type++;
	return t->type < plan->types + plan->type_count;
}

static bool next_composite(void *model, bool first)
{
	const struct skeleton_text *t = model;
	bool more = next_type(model, first);

	while (more && t->type->kind != PLAN_STRUCT && t->type->kind != PLAN_UNION)
		more = next_type(model, false);
	return more;
}

static bool next_record(void *model, bool first)
{
	struct skeleton_text *t = model;

	if (!t->skeleton->record_count)
		return false;
	t->record = first ? t->skeleton->records : t->record + 1;
	return t->record < t->skeleton->records + t->skeleton->record_count;
}

/* Leaves nothing at hand. */
static bool if_link(void *model, bool first)
{
	struct skeleton_text *t = model;

	return next_program(t, first) || next_ops(t, first);
}

static bool if_include(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && t->names->include;
}

static bool if_variables(void *model, bool first)
{
	const struct skeleton_text *t = model;

	return first && t->skeleton->variable_count;
}

const struct template_list skeleton_lists[] = {
	{ "composite", next_composite },
	{ "include", if_include },
	{ "link", if_link },
	{ "map", next_map },
	{ "map.defined", next_defined },
	{ "map.has_section", if_section },
	{ "map.is_ops", if_ops },
	{ "map.is_typed", if_typed },
	{ "map.later", next_later },
	{ "map.ops", next_ops },
	{ "program", next_program },
	{ "program.attached", next_attached },
	{ "record", next_record },
	{ "section", next_section },
	{ "section.changing", next_changing },
	{ "section.is_constant", if_constant },
	{ "section.is_kconfig", if_kconfig },
	{ "section.set", next_set },
	{ "section.variable", if_variables },
	{ "type", next_type },
	{ "variable", next_variable },
	{ 0 },
};

/* --- holes ------------------------------------------------------------------------------ */

static void input(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	decl_name(out, t->names->input);
}

static void name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->skeleton->name);
}

static void maps(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", (unsigned int)t->skeleton->map_count);
}

/* Those that runtimes with the first part of the ABI alone have, which come first. */
static void maps_of_v1(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	size_t count = 0;

	for (size_t i = 0; i < t->skeleton->map_count; i++)
		count += !is_later(&t->skeleton->maps[i]);
	text(out, "%u", (unsigned int)count);
}

static void map_field(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->map->field);
}

static void map_index(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", (unsigned int)(t->map - t->skeleton->maps));
}

static void programs(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", (unsigned int)t->skeleton->program_count);
}

static void program_field(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->program->field);
}

static void program_index(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", (unsigned int)(t->program - t->skeleton->programs));
}

static void record_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->record->name);
}

static void section_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->map->section->name);
}

static void type_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->type->name);
}

static void variable_field(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->variable->name);
}

static void variables(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", (unsigned int)t->skeleton->variable_count);
}

static void variable_offset(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", t->variable->offset);
}

const struct template_hole skeleton_holes[] = {
	{ "input", input },
	{ "name", name },
	{ "maps", maps },
	{ "maps.v1", maps_of_v1 },
	{ "map.field", map_field },
	{ "map.index", map_index },
	{ "programs", programs },
	{ "program.field", program_field },
	{ "program.index", program_index },
	{ "record.name", record_name },
	{ "section.name", section_name },
	{ "type.name", type_name },
	{ "variables", variables },
	{ "variable.field", variable_field },
	{ "variable.offset", variable_offset },
	{ 0 },
};
