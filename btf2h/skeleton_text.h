/* SPDX-License-Identifier: MIT */
/*
 * What the templates of all skeletons have in common: which lists there are, and holes that
 * are the same in every language.
 *
 * Lists, each of which puts an element at hand: map; map.defined: those that are no variables;
 * map.ops: of struct_ops; map.later: those that only the second part of the ABI has; section: maps
 * with variables; section.set: those that a guest sets; section.changing: those that are written
 * once they are loaded; variable: of the section at hand; program; program.attached: those that
 * are not by a map; type; composite: structs and
 * unions; record: structs that a guest can emit.
 * Conditions: map.is_typed, map.has_section, map.is_ops, section.is_constant, section.is_kconfig: of
 * what is at hand; section.variable: whether there are variables; link: whether something can be
 * attached; include: whether others define the types of variables.
 */
#ifndef BTF2H_SKELETON_TEXT_H
#define BTF2H_SKELETON_TEXT_H

#include "btf2h/skeleton.h"
#include "btf2h/template.h"

struct emit_names;

/* The model: a skeleton, and what is at hand of it. */
struct skeleton_text {
	const struct skeleton *skeleton;
	const struct emit_names *names;
	const void *own; /* the language's */
	const struct skeleton_map *map;
	const struct skeleton_program *program;
	const struct plan_field *variable;
	const struct plan_type *type;
	const struct skeleton_record *record;
};

extern const struct template_list skeleton_lists[];
extern const struct template_hole skeleton_holes[];

/* Whether entries of a map have types. */
bool skeleton_is_typed(const struct skeleton_map *map);

/* Whether nobody writes the variables of a section once it is loaded. */
bool skeleton_is_constant(const struct skeleton_map *map);

#endif
