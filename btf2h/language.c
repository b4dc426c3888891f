// SPDX-License-Identifier: MIT
#include "btf2h/language.h"

#include <string.h>

#include "btf2h/emit_c.h"
#include "btf2h/emit_go.h"
#include "btf2h/emit_rust.h"

/* The types of C are those of C++; skeletons are not. */
#define PLAN_OF_C {                  \
	.naming = &naming_c,         \
	.inline_anonymous = true,    \
	.tags = true,                \
	.flat_constants = true,      \
	.member_scopes = true,       \
	.packed_bits = true,         \
	.section_prefix = "section_", \
}

const struct language languages[] = {
	{
		.name = "c",
		.suffix = ".h",
		.plan = PLAN_OF_C,
		.emit = emit_c,
		.emit_skeleton = skeleton_emit_c,
	},
	{
		.name = "cpp",
		.suffix = ".hpp",
		.plan = PLAN_OF_C,
		.emit = emit_c,
		.emit_skeleton = skeleton_emit_cpp,
		.typed_skeletons = true,
	},
	{
		.name = "rust",
		.suffix = ".rs",
		.plan = {
			.naming = &naming_rust,
			.setters = true,
			.section_prefix = "section_",
		},
		.emit = emit_rust,
		.emit_skeleton = skeleton_emit_rust,
		.typed_skeletons = true,
		.object = OBJECT_FILE,
	},
	{
		.name = "libbpf-rs",
		.suffix = ".rs",
		.plan = {
			.naming = &naming_libbpf_rs,
			.setters = true,
			.section_prefix = "",
		},
		.emit = emit_rust,
		.emit_skeleton = skeleton_emit_libbpf_rs,
		.typed_skeletons = true,
		.object = OBJECT_FILE,
	},
	{
		.name = "go",
		.suffix = ".go",
		.plan = {
			.naming = &naming_go,
			.flat_constants = true,
			.setters = true,
			.section_prefix = "section_",
		},
		.emit = emit_go,
		.emit_skeleton = skeleton_emit_go,
		.typed_skeletons = true,
		.object = OBJECT_BELOW,
	},
	{
		.name = "bpf2go",
		.suffix = ".go",
		.plan = {
			.naming = &naming_bpf2go,
			.flat_constants = true,
			.setters = true,
			.section_prefix = "section_",
		},
		.emit = emit_go,
		.emit_skeleton = skeleton_emit_bpf2go,
		.typed_skeletons = true,
		.object = OBJECT_BELOW,
		.prefixes = true,
	},
	{ 0 },
};

const struct language *language_find(const char *name)
{
	for (const struct language *language = languages; language->name; language++)
		if (strcmp(language->name, name) == 0)
			return language;
	return NULL;
}
