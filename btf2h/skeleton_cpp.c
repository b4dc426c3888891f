// SPDX-License-Identifier: MIT
/* The skeleton as a C++ header over <wasm_bpf.hpp>, in a namespace of the object's name. */
#include "bindings/decl.h"
#include "btf2h/emit.h"
#include "btf2h/emit_c.h"
#include "btf2h/skeleton.h"
#include "lib/file.h"
#include "lib/text.h"

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

static bool is_typed(const struct skeleton_map *map)
{
	return map->kind == SKELETON_ENTRIES || map->kind == SKELETON_PER_CPU;
}

static void emit_map_type(struct buf *out, const struct plan *plan, const struct skeleton_map *map)
{
	const bool per_cpu = map->kind == SKELETON_PER_CPU;

	if (!is_typed(map)) {
		buf_puts(out, "bpf_map *");
		return;
	}
	buf_puts(out, "::bpf::Map<");
	emit_value_type(out, plan, map->key);
	buf_puts(out, per_cpu ? ", ::bpf::PerCpu<" : ", ");
	emit_value_type(out, plan, map->value);
	buf_puts(out, per_cpu ? ">> " : "> ");
}

static void emit_maps(struct buf *out, const struct skeleton *skeleton)
{
	if (!skeleton->map_count)
		return;
	buf_puts(out, "\tstruct Maps {\n");
	for (size_t i = 0; i < skeleton->map_count; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];

		buf_puts(out, "\t\t");
		emit_map_type(out, &skeleton->plan, map);
		text(out, "%s{};\n", map->field);
	}
	buf_puts(out, "\t} maps;\n");
}

static void emit_programs(struct buf *out, const struct skeleton *skeleton, const char *name,
			  const char *type, const char *field)
{
	if (!skeleton->program_count)
		return;
	text(out, "\tstruct %s {\n", name);
	for (size_t i = 0; i < skeleton->program_count; i++)
		text(out, "\t\t::bpf::%s %s;\n", type, skeleton->programs[i].field);
	text(out, "\t} %s;\n", field);
}

static void emit_globals(struct buf *out, const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->map_count; i++)
		if (skeleton->maps[i].section)
			text(out, "\tstruct %s *%s = nullptr;\n", skeleton->maps[i].section->name,
			     skeleton->maps[i].field);
}

/* --- functions -------------------------------------------------------------------- */

static void emit_find(struct buf *out, const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->map_count; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];

		text(out, "\t\tmaps.%s = ", map->field);
		if (is_typed(map))
			text(out, "decltype(maps.%s)(object.find_map(", map->field);
		else
			buf_puts(out, "object.find_map(");
		emit_c_string(out, map->name);
		buf_puts(out, is_typed(map) ? "));\n" : ");\n");
		if (map->section)
			text(out, "\t\t%s = static_cast<decltype(%s)>(object.globals(maps.%s));\n",
			     map->field, map->field, map->field);
	}
	for (size_t i = 0; i < skeleton->program_count; i++) {
		text(out, "\t\tprograms.%s = object.program(", skeleton->programs[i].field);
		emit_c_string(out, skeleton->programs[i].name);
		buf_puts(out, ").value();\n");
	}
}

static void emit_attach(struct buf *out, const struct skeleton *skeleton)
{
	buf_puts(out, "\n"
		 "\t/* Attaches each unattached program whose section names a target. */\n"
		 "\t::bpf::Result<void> attach()\n"
		 "\t{\n");
	for (size_t i = 0; i < skeleton->program_count; i++)
		text(out, "\t\tif (auto done = links.%s.attach_auto(programs.%s); !done)\n"
		     "\t\t\treturn done;\n", skeleton->programs[i].field, skeleton->programs[i].field);
	buf_puts(out, "\t\treturn {};\n"
		 "\t}\n"
		 "\n"
		 "\tvoid detach()\n"
		 "\t{\n");
	for (size_t i = 0; i < skeleton->program_count; i++)
		text(out, "\t\tlinks.%s.detach();\n", skeleton->programs[i].field);
	buf_puts(out, "\t}\n");
}

static void emit_class(struct buf *out, const struct skeleton *skeleton)
{
	/* The object is the first member, so that all else goes before it. */
	buf_puts(out, "class Skeleton {\n"
		 "public:\n"
		 "\t::bpf::Object object;\n");
	emit_maps(out, skeleton);
	emit_programs(out, skeleton, "Programs", "Program", "programs");
	emit_programs(out, skeleton, "Links", "Link", "links");
	emit_globals(out, skeleton);
	text(out, "\n"
	     "\t/* Nothing reaches the kernel yet: now globals can be set, programs left out. */\n"
	     "\tstatic ::bpf::Result<Skeleton> open(const char *name = \"%s\")\n"
	     "\t{\n"
	     "\t\tSkeleton skeleton;\n"
	     "\t\tsize_t size;\n"
	     "\t\tconst void *bytes = elf_bytes(&size);\n"
	     "\t\tauto opened = ::bpf::Object::open(bytes, size, name);\n"
	     "\n"
	     "\t\tif (!opened)\n"
	     "\t\t\treturn opened.error();\n"
	     "\t\tskeleton.object = std::move(*opened);\n"
	     "\t\tskeleton.find();\n"
	     "\t\treturn skeleton;\n"
	     "\t}\n"
	     "\n"
	     "\t::bpf::Result<void> load() { return object.load(); }\n", skeleton->name);
	emit_attach(out, skeleton);
	buf_puts(out, "\n"
		 "private:\n"
		 "\tvoid find()\n"
		 "\t{\n");
	emit_find(out, skeleton);
	buf_puts(out, "\t}\n};\n");
}

void skeleton_emit_cpp(struct buf *out, const struct skeleton *skeleton,
		       const struct emit_names *names)
{
	buf_puts(out, "/* Made by btf2h --skeleton from ");
	decl_name(out, names->input);
	buf_puts(out, ": do not edit. */\n#ifndef ");
	emit_c_guard(out, names->guard);
	buf_puts(out, "\n#define ");
	emit_c_guard(out, names->guard);
	buf_puts(out, "\n\n#include <array>\n#include <cstddef>\n#include <cstdint>\n#include <utility>\n\n"
		 "#include <wasm_bpf.hpp>\n\n");
	emit_c_assert_macros(out);
	text(out, "\nnamespace %s {\n", skeleton->name);
	emit_c_types(out, &skeleton->plan);
	buf_puts(out, "\n/* The object itself. */\ninline const void *elf_bytes(size_t *sz)\n{\n");
	emit_c_bytes(out, skeleton->input->file.data, skeleton->input->file.len);
	buf_puts(out, "}\n\n");
	emit_class(out, skeleton);
	text(out, "\n} // namespace %s\n\n", skeleton->name);
	emit_c_end_assert_macros(out);
	buf_puts(out, "\n#endif\n");
}
