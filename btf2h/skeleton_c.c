// SPDX-License-Identifier: MIT
/*
 * The skeleton as a C header, with the names and the meaning that it has in bpftool, and as a C++
 * header over <wasm_bpf.hpp>, in a namespace of the object's name.
 */
#include "btf2h/emit.h"
#include "btf2h/emit_c.h"
#include "btf2h/skeleton_text.h"
#include "lib/text.h"

TEMPLATE_TEXT(skeleton_c_text, "btf2h/skeleton_c.tmpl");
TEMPLATE_TEXT(skeleton_sub_text, "btf2h/skeleton_sub.tmpl");
TEMPLATE_TEXT(skeleton_cpp_text, "btf2h/skeleton_cpp.tmpl");

/* --- both ------------------------------------------------------------------------------ */

static void guard(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_guard(out, t->names->guard);
}

static void asserts(struct buf *out, const void *model)
{
	(void)model;
	emit_c_assert_macros(out);
}

static void end_of_asserts(struct buf *out, const void *model)
{
	(void)model;
	emit_c_end_assert_macros(out);
}

static void bytes(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_bytes(out, t->skeleton->input->file.data, t->skeleton->input->file.len);
}

static void map_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_string(out, t->map->name);
}

static void program_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_string(out, t->program->name);
}

/* --- C --------------------------------------------------------------------------------- */

static void section_struct(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	struct buf name = BUF_INIT(4096);

	text(&name, "%s__%s", t->skeleton->name, t->map->field);
	if (name.error)
		out->error = name.error;
	else
		emit_c_struct(out, &t->skeleton->plan, t->map->section, name.data,
			      !t->names->include);
	buf_release(&name);
}

static void include(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->names->include);
}

static void composite_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_name(out, t->type);
}

static void composite_size(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", t->type->size);
}

static void variable_pointer(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_pointer(out, &t->skeleton->plan, t->variable, 2);
}

static void variable_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_string(out, t->variable->source);
}

/* A typedef has no name that could be declared without its struct. */
static void record_declaration(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	if (t->record->tag)
		text(out, "struct %s;\n", t->record->tag);
}

static void record_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	if (t->record->tag)
		text(out, "struct %s", t->record->tag);
	else
		buf_puts(out, "void");
}

static void record_size(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	text(out, "%u", t->record->size);
}

static const struct template_hole c_holes[] = {
	{ "include", include },
	{ "composite.name", composite_name },
	{ "composite.size", composite_size },
	{ "guard", guard },
	{ "asserts", asserts },
	{ "end_of_asserts", end_of_asserts },
	{ "section.struct", section_struct },
	{ "bytes", bytes },
	{ "map.name", map_name },
	{ "program.name", program_name },
	{ "record.declaration", record_declaration },
	{ "record.type", record_type },
	{ "record.size", record_size },
	{ 0 },
};

static const struct template_hole sub_holes[] = {
	{ "include", include },
	{ "guard", guard },
	{ "map.name", map_name },
	{ "program.name", program_name },
	{ "variable.pointer", variable_pointer },
	{ "variable.name", variable_name },
	{ 0 },
};

int skeleton_emit_c(struct buf *out, const struct skeleton *skeleton,
		    const struct emit_names *names, struct err *err)
{
	const bool is_part = names->is_part;
	const struct template template = { is_part ? skeleton_sub_text : skeleton_c_text,
					   is_part ? sub_holes : c_holes, skeleton_holes,
					   skeleton_lists };
	struct skeleton_text model = { .skeleton = skeleton, .names = names };

	return template_emit(out, &template, &model, err);
}

/* --- C++ ------------------------------------------------------------------------------- */

/* An array of C is none that can be copied: it becomes an object. */
static void emit_value_type(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	for (uint32_t i = 0; i < ref->dims; i++)
		buf_puts(out, "std::array<");
	if (ref->kind == REF_BYTES)
		text(out, "std::array<uint8_t, %u>", ref->size);
	else
		emit_c_ref(out, plan, ref);
	for (uint32_t i = ref->dims; i > 0; i--)
		text(out, ", %u>", plan->dims[ref->first_dim + i - 1]);
}

static void map_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;
	const bool per_cpu = t->map->kind == SKELETON_PER_CPU;

	if (!skeleton_is_typed(t->map)) {
		buf_puts(out, "bpf_map *");
		return;
	}
	buf_puts(out, "::bpf::Map<");
	emit_value_type(out, plan, t->map->key);
	buf_puts(out, per_cpu ? ", ::bpf::PerCpu<" : ", ");
	emit_value_type(out, plan, t->map->value);
	buf_puts(out, per_cpu ? ">> " : "> ");
}

static void types(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_types(out, &t->skeleton->plan);
}

static void record_reference(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_c_name(out, t->record->type);
}

static const struct template_hole cpp_holes[] = {
	{ "guard", guard },
	{ "asserts", asserts },
	{ "end_of_asserts", end_of_asserts },
	{ "types", types },
	{ "bytes", bytes },
	{ "map.type", map_type },
	{ "map.name", map_name },
	{ "program.name", program_name },
	{ "record.type", record_reference },
	{ 0 },
};

int skeleton_emit_cpp(struct buf *out, const struct skeleton *skeleton,
		      const struct emit_names *names, struct err *err)
{
	const struct template template = { skeleton_cpp_text, cpp_holes, skeleton_holes,
					   skeleton_lists };
	struct skeleton_text model = { .skeleton = skeleton, .names = names };

	return template_emit(out, &template, &model, err);
}
