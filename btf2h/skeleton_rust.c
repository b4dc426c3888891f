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
#include "btf2h/skeleton.h"
#include "lib/text.h"

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
	const char **variables; /* "AppBpfSectionBss", by map; null where it has none */
};

/* What nobody writes once it is loaded. */
static bool is_constant(const struct skeleton_map *map)
{
	return strncmp(map->name, ".rodata", 7) == 0;
}

/* Whether there are variables that the guest sees once they are loaded. */
static bool has_variables(const struct plan *plan, const struct skeleton_map *map)
{
	const struct plan_body *body = map->section ? &plan->bodies[map->section->body] : NULL;

	if (!body || is_constant(map))
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
static void quote(struct buf *out, const char *string)
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

/* --- what is in the object ------------------------------------------------------------- */

/* Sections have fields of their own. */
static bool is_map(const struct skeleton_map *map)
{
	return map->kind != SKELETON_GLOBALS;
}

static bool has_sections(const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->map_count; i++)
		if (skeleton->maps[i].section)
			return true;
	return false;
}

static void map_type(struct buf *out, const struct skeleton *skeleton,
		     const struct skeleton_map *map, const char *crate)
{
	const bool per_cpu = map->kind == SKELETON_PER_CPU;

	if (map->kind != SKELETON_ENTRIES && !per_cpu) {
		text(out, "%s::AnyMap", crate);
		return;
	}
	text(out, "%s::Map<", crate);
	emit_rust_ref(out, &skeleton->plan, map->key);
	buf_puts(out, ", ");
	if (per_cpu)
		text(out, "%s::PerCpu<", crate);
	emit_rust_ref(out, &skeleton->plan, map->value);
	buf_puts(out, per_cpu ? ">>" : ">");
}

/* --- structs ---------------------------------------------------------------------------- */

/* Any bytes are a value of any type that is written here. */
static void emit_plain(struct buf *out, const struct skeleton *skeleton, const char *crate)
{
	buf_puts(out, "\n// SAFETY: packed structs and unions of integers and floats have no padding.\n");
	for (size_t i = 0; i < skeleton->plan.type_count && !out->error; i++)
		if (skeleton->plan.types[i].kind != PLAN_TYPEDEF)
			text(out, "unsafe impl %s::Plain for %s {}\n", crate,
			     skeleton->plan.types[i].name);
}

static void emit_open(struct buf *out, const struct skeleton *skeleton,
		      const struct declared *declared)
{
	text(out,
	     "\n"
	     "/// The opened object. You can change its settings before the load.\n"
	     "pub struct %s {\n"
	     "    pub object: %s::OpenObject,\n"
	     "    pub maps: %s,\n"
	     "    pub programs: %s,\n",
	     declared->open, declared->crate, declared->open_maps, declared->open_programs);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++)
		if (skeleton->maps[i].section)
			text(out, "    pub %s: %s::Box<%s>,\n", skeleton->maps[i].field,
			     declared->crate, skeleton->maps[i].section->name);
	text(out, "}\n\npub struct %s {\n", declared->open_maps);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++)
		if (is_map(&skeleton->maps[i]))
			text(out, "    pub %s: %s::OpenMap,\n", skeleton->maps[i].field,
			     declared->crate);
	text(out, "}\n\npub struct %s {\n", declared->open_programs);
	for (size_t i = 0; i < skeleton->program_count && !out->error; i++)
		text(out, "    pub %s: %s::OpenProgram,\n", skeleton->programs[i].field,
		     declared->crate);
	buf_puts(out, "}\n");
}

static void emit_variables(struct buf *out, const struct skeleton *skeleton,
			   const struct declared *declared, size_t index)
{
	const struct skeleton_map *map = &skeleton->maps[index];
	const struct plan *plan = &skeleton->plan;
	const struct plan_body *body = &plan->bodies[map->section->body];

	text(out, "\n/// The variables in %s with their current values.\npub struct %s {\n",
	     map->field, declared->variables[index]);
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];

		if (!skeleton_is_global(plan, field))
			continue;
		text(out, "    pub %s: %s::Global<", field->name, declared->crate);
		emit_rust_ref(out, plan, &field->ref);
		buf_puts(out, ">,\n");
	}
	buf_puts(out, "}\n");
}

static void emit_loaded(struct buf *out, const struct skeleton *skeleton,
			const struct declared *declared)
{
	text(out,
	     "\n"
	     "/// The loaded object.\n"
	     "pub struct %s {\n"
	     "    pub links: %s,\n"
	     "    pub maps: %s,\n"
	     "    pub programs: %s,\n",
	     declared->skeleton, declared->links, declared->maps, declared->programs);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];

		if (map->section && is_constant(map))
			text(out, "    pub %s: %s::Box<%s>,\n", map->field, declared->crate,
			     map->section->name);
		else if (declared->variables[i])
			text(out, "    pub %s: %s,\n", map->field, declared->variables[i]);
	}
	text(out, "    pub object: %s::Object,\n}\n\npub struct %s {\n", declared->crate,
	     declared->maps);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		if (!is_map(&skeleton->maps[i]))
			continue;
		text(out, "    pub %s: ", skeleton->maps[i].field);
		map_type(out, skeleton, &skeleton->maps[i], declared->crate);
		buf_puts(out, ",\n");
	}
	text(out, "}\n\npub struct %s {\n", declared->programs);
	for (size_t i = 0; i < skeleton->program_count && !out->error; i++)
		text(out, "    pub %s: %s::Program,\n", skeleton->programs[i].field,
		     declared->crate);
	text(out, "}\n\n#[derive(Default)]\npub struct %s {\n", declared->links);
	for (size_t i = 0; i < skeleton->program_count && !out->error; i++)
		text(out, "    pub %s: Option<%s::Link>,\n", skeleton->programs[i].field,
		     declared->crate);
	buf_puts(out, "}\n");
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++)
		if (declared->variables[i])
			emit_variables(out, skeleton, declared, i);
}

/* --- functions --------------------------------------------------------------------------- */

/* A line for each: "            events: object.map("events")?," */
static void emit_found(struct buf *out, const char *field, const char *call, const char *name)
{
	text(out, "                %s: object.%s(", field, call);
	quote(out, name);
	buf_puts(out, ")?,\n");
}

static void emit_maps_and_programs(struct buf *out, const struct skeleton *skeleton,
				   const char *maps, const char *programs, bool is_open)
{
	text(out, "            maps: %s {\n", maps);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];
		const bool typed = map->kind == SKELETON_ENTRIES || map->kind == SKELETON_PER_CPU;

		if (is_map(map))
			emit_found(out, map->field, is_open || typed ? "map" : "any_map", map->name);
	}
	text(out, "            },\n            programs: %s {\n", programs);
	for (size_t i = 0; i < skeleton->program_count && !out->error; i++)
		emit_found(out, skeleton->programs[i].field, "program", skeleton->programs[i].name);
	buf_puts(out, "            },\n");
}

static void emit_open_functions(struct buf *out, const struct skeleton *skeleton,
				const struct declared *declared)
{
	const char *crate = declared->crate;

	text(out,
	     "\n"
	     "impl %s {\n"
	     "    /// Wraps an object that was opened from OBJECT.\n"
	     "    pub fn new(object: %s::OpenObject) -> %s::Result<%s> {\n"
	     "        Ok(%s {\n",
	     declared->open, crate, crate, declared->open, declared->open);
	emit_maps_and_programs(out, skeleton, declared->open_maps, declared->open_programs, true);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		if (!skeleton->maps[i].section)
			continue;
		text(out, "            %s: object.initial(", skeleton->maps[i].field);
		quote(out, skeleton->maps[i].name);
		buf_puts(out, ")?,\n");
	}
	text(out,
	     "            object,\n"
	     "        })\n"
	     "    }\n"
	     "\n"
	     "    /// Creates the maps and verifies the programs.\n"
	     "    pub fn load(%sself) -> %s::Result<%s> {\n",
	     has_sections(skeleton) ? "mut " : "", crate, declared->skeleton);
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		if (!skeleton->maps[i].section)
			continue;
		buf_puts(out, "        self.object.set_initial(");
		quote(out, skeleton->maps[i].name);
		text(out, ", &*self.%s)?;\n", skeleton->maps[i].field);
	}
	text(out,
	     "        let object = self.object.load()?;\n"
	     "        Ok(%s {\n"
	     "            links: %s::default(),\n", declared->skeleton, declared->links);
	emit_maps_and_programs(out, skeleton, declared->maps, declared->programs, false);
}

/* "data: AppBpfSectionData { counter: section.global(0)?, ... }," */
static void emit_found_variables(struct buf *out, const struct skeleton *skeleton,
				 const struct declared *declared, size_t index)
{
	const struct skeleton_map *map = &skeleton->maps[index];
	const struct plan *plan = &skeleton->plan;
	const struct plan_body *body = &plan->bodies[map->section->body];

	text(out, "            %s: {\n                let section = object.section(", map->field);
	quote(out, map->name);
	text(out, ")?;\n                %s {\n", declared->variables[index]);
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];

		if (skeleton_is_global(plan, field))
			text(out, "                    %s: section.global(%u)?,\n", field->name,
			     field->offset);
	}
	buf_puts(out, "                }\n            },\n");
}

static void emit_sections(struct buf *out, const struct skeleton *skeleton,
			  const struct declared *declared)
{
	for (size_t i = 0; i < skeleton->map_count && !out->error; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];

		if (map->section && is_constant(map))
			text(out, "            %s: self.%s,\n", map->field, map->field);
		else if (declared->variables[i])
			emit_found_variables(out, skeleton, declared, i);
	}
	buf_puts(out,
		 "            object,\n"
		 "        })\n"
		 "    }\n"
		 "}\n");
}

static void emit_functions(struct buf *out, const struct skeleton *skeleton,
			   const struct declared *declared)
{
	const char *crate = declared->crate;

	text(out,
	     "\n"
	     "impl %s {\n"
	     "    /// Opens the object; nothing is in the kernel yet.\n"
	     "    pub fn open() -> %s::Result<%s> {\n"
	     "        %s::new(%s::OpenObject::open(OBJECT)?)\n"
	     "    }\n"
	     "\n"
	     "    /// Opens the object and loads it without any changes.\n"
	     "    pub fn load() -> %s::Result<%s> {\n"
	     "        %s::open()?.load()\n"
	     "    }\n"
	     "\n"
	     "    /// Attaches each unattached program whose section names a target.\n"
	     "    pub fn attach(&mut self) -> %s::Result<()> {\n",
	     declared->skeleton, crate, declared->open, declared->open, crate, crate,
	     declared->skeleton, declared->skeleton, crate);
	for (size_t i = 0; i < skeleton->program_count && !out->error; i++) {
		const char *field = skeleton->programs[i].field;

		text(out,
		     "        if self.links.%s.is_none() {\n"
		     "            self.links.%s = self.programs.%s.attach_auto()?;\n"
		     "        }\n", field, field, field);
	}
	text(out,
	     "        Ok(())\n"
	     "    }\n"
	     "\n"
	     "    /// Detaches all programs.\n"
	     "    pub fn detach(&mut self) {\n"
	     "        self.links = %s::default();\n"
	     "    }\n"
	     "}\n", declared->links);
}

static void emit_module(struct buf *out, const struct skeleton *skeleton,
			const struct declared *declared, const struct emit_names *names)
{
	emit_rust_head(out, names);
	text(out, "\nuse ::wasm_bpf_binding as %s;\n\n/// The bytes of the object.\n"
	     "pub static OBJECT: &[u8] = include_bytes!(", declared->crate);
	quote(out, names->object);
	buf_puts(out, ");\n");
	emit_rust_types(out, &skeleton->plan);
	emit_plain(out, skeleton, declared->crate);
	emit_open(out, skeleton, declared);
	emit_loaded(out, skeleton, declared);
	emit_open_functions(out, skeleton, declared);
	emit_sections(out, skeleton, declared);
	emit_functions(out, skeleton, declared);
}

void skeleton_emit_rust(struct buf *out, const struct skeleton *skeleton,
			const struct emit_names *names)
{
	struct declared declared;
	int error = declare_all(&declared, skeleton);

	if (error)
		out->error = error;
	else
		emit_module(out, skeleton, &declared, names);
	free(declared.variables);
}
