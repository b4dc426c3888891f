// SPDX-License-Identifier: MIT
/*
 * The skeleton as a module of Rust over the crate wasm-bpf-binding: the types that maps
 * and global variables have, the object, included from its file, and two structs whose
 * fields are its programs, maps and variables, before and after it is loaded.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/emit.h"
#include "btf2h/emit_rust.h"
#include "btf2h/skeleton_text.h"
#include "lib/err.h"
#include "lib/text.h"

TEMPLATE_TEXT(skeleton_rust_text, "btf2h/skeleton_rust.tmpl");

/* What is declared beside the types, so that nothing is declared twice. */
struct declared {
	const char *crate; /* "bpf" */
	const char *skeleton; /* "AppBpf" */
	const char *maps;
	const char *programs;
	const char *links;
	const char *open; /* "OpenAppBpf" */
	const char *open_maps;
	const char *open_programs;
	const char **variables; /* "AppBpfSectionBss", by map; null where it has none that change */
};

/* Whether there are variables that the guest sees once they are loaded. */
static bool has_variables(const struct plan *plan, const struct skeleton_map *map)
{
	const struct plan_body *body = map->section ? &plan->bodies[map->section->body] : NULL;

	if (!body || skeleton_is_constant(map))
		return false;
	for (uint32_t i = 0; i < body->fields; i++)
		if (skeleton_is_global(plan, &plan->fields[body->first_field + i]))
			return true;
	return false;
}

static const char *declare(const struct skeleton *skeleton, const char *before,
			   const char *name, const char *after)
{
	struct names *names = skeleton->plan.names;

	return names_take(names, SCOPE_GLOBAL, names_join(names, before, name, after), CASE_KEEP);
}

static int declare_all(struct declared *declared, const struct skeleton *skeleton)
{
	const char *name = declare(skeleton, "", skeleton->name, "");

	*declared = (struct declared){
		.crate = declare(skeleton, "", "bpf", ""),
		.skeleton = name,
		.maps = declare(skeleton, name, "Maps", ""),
		.programs = declare(skeleton, name, "Programs", ""),
		.links = declare(skeleton, name, "Links", ""),
		.open = declare(skeleton, "Open", name, ""),
		.open_maps = declare(skeleton, "Open", name, "Maps"),
		.open_programs = declare(skeleton, "Open", name, "Programs"),
		.variables = calloc(skeleton->map_count + 1, sizeof(*declared->variables)),
	};
	if (!declared->variables)
		return ENOMEM;
	for (size_t i = 0; i < skeleton->map_count; i++)
		if (has_variables(&skeleton->plan, &skeleton->maps[i]))
			declared->variables[i] = declare(skeleton, name,
							 skeleton->maps[i].section->name, "");
	return names_failed(skeleton->plan.names) ? ENOMEM : 0;
}

/* A literal. What is beyond ASCII is a file's name, and UTF-8, or matches nothing. */
void emit_rust_quote(struct buf *out, const char *string)
{
	buf_puts(out, "\"");
	for (; *string; string++) {
		const unsigned char byte = (unsigned char)*string;

		if (byte == '"' || byte == '\\')
			text(out, "\\%c", byte);
		else if (isprint(byte) || byte >= 0x80)
			buf_add(out, string, 1);
		else
			buf_printf(out, "\\x%02x", byte);
	}
	buf_puts(out, "\"");
}

/* --- holes -------------------------------------------------------------------------------- */

static const struct declared *declared_of(const void *model)
{
	const struct skeleton_text *t = model;

	return t->own;
}

static void crate(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->crate);
}

static void skeleton(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->skeleton);
}

static void maps(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->maps);
}

static void programs(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->programs);
}

static void links(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->links);
}

static void open(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->open);
}

static void open_maps(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->open_maps);
}

static void open_programs(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->open_programs);
}

static void variables(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, declared_of(model)->variables[t->map - t->skeleton->maps]);
}

static void file(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_head(out, t->names);
}

static void object(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->names->object);
}

static void types(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_types(out, &t->skeleton->plan, RUST_BYTES);
}

static void map_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->map->name);
}

static void map_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;
	const char *bpf = declared_of(model)->crate;
	const bool per_cpu = t->map->kind == SKELETON_PER_CPU;

	if (!skeleton_is_typed(t->map)) {
		text(out, "%s::AnyMap", bpf);
		return;
	}
	text(out, "%s::Map<", bpf);
	emit_rust_ref(out, plan, t->map->key);
	buf_puts(out, ", ");
	if (per_cpu)
		text(out, "%s::PerCpu<", bpf);
	emit_rust_ref(out, plan, t->map->value);
	buf_puts(out, per_cpu ? ">>" : ">");
}

static void program_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->program->name);
}

static void variable_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_ref(out, &t->skeleton->plan, &t->variable->ref);
}

static void record_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->record->type->name);
}

static void record_quoted(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->record->name);
}

/* Rust complains of a "mut" that nothing needs. */
static void self(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	bool has_sections = false;

	for (size_t i = 0; i < t->skeleton->map_count; i++)
		has_sections = has_sections || (t->skeleton->maps[i].section &&
						t->skeleton->maps[i].kind == SKELETON_GLOBALS);
	buf_puts(out, has_sections ? "mut self" : "self");
}

static const struct template_hole holes[] = {
	{ "head", file },
	{ "object", object },
	{ "types", types },
	{ "map.name", map_name },
	{ "map.type", map_type },
	{ "program.name", program_name },
	{ "variable.type", variable_type },
	{ "record.type", record_type },
	{ "record.quoted", record_quoted },
	{ "self", self },
	{ "Variables", variables },
	{ "bpf", crate },
	{ "Skeleton", skeleton },
	{ "Maps", maps },
	{ "Programs", programs },
	{ "Links", links },
	{ "Open", open },
	{ "OpenMaps", open_maps },
	{ "OpenPrograms", open_programs },
	{ 0 },
};

int skeleton_emit_rust(struct buf *out, const struct skeleton *skeleton,
		       const struct emit_names *names, struct err *err)
{
	const struct template template = { skeleton_rust_text, holes, skeleton_holes,
					   skeleton_lists };
	struct declared declared;
	struct skeleton_text model = { .skeleton = skeleton, .names = names, .own = &declared };
	int ret = declare_all(&declared, skeleton) ? err_set(err, ENOMEM, "out of memory") :
						     template_emit(out, &template, &model, err);

	free(declared.variables);
	return ret;
}
