// SPDX-License-Identifier: MIT
/* Which types, in which order, and what anonymous ones are called. */
#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

#include "bindings/enums.h"
#include "bindings/map_def.h"
#include "bindings/plan_parts.h"

bool plan_is_data_section(const struct btf *btf, uint32_t id)
{
	static const char *const others[] = {
		".maps",
		".maps.",
		".ksyms",
		"license",
		"version",
		".struct_ops",
		".struct_ops.link",
		"?.struct_ops",
		"?.struct_ops.link",
		".wasm_bpf.arch",
		NULL,
	};
	const struct btf_type *type = btf__type_by_id(btf, id);

	return btf_is_datasec(type) && type->size &&
	       !names_listed(others, btf__name_by_offset(btf, type->name_off));
}

static void visit(struct builder *b, uint32_t id, const char *parent, const char *member);

static void append(struct builder *b, enum plan_kind kind, uint32_t id)
{
	struct plan *plan = b->plan;
	struct plan_type *type = builder_push(b, &plan->types, &plan->type_count, &b->type_cap,
					      sizeof(*type));

	if (!type)
		return;
	type->kind = kind;
	type->id = id;
	type->source = builder_source(b, id);
	type->size = kind == PLAN_FORWARD ? 0 : kind == PLAN_SECTION ?
		btf__type_by_id(b->btf, id)->size : builder_size(b, id);
	b->type_of[id] = (uint32_t)plan->type_count;
}

/* Names an anonymous type after where it is first used, for languages that need that. */
static void give_name(struct builder *b, uint32_t id, const char *parent, const char *member)
{
	if (*builder_name(b, id) || b->opts->inline_anonymous || !*parent)
		return;
	b->given[id] = names_join(b->plan->names, parent, "_", *member ? member : "anon");
	b->made[id] = true;
}

static void visit_composite(struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	const struct btf_member *member = btf_members(type);
	const char *name = builder_name(b, id);

	for (uint32_t i = 0; i < btf_vlen(type); i++, member++)
		visit(b, member->type, name, btf__name_by_offset(b->btf, member->name_off));
	if (*name && !b->opts->sections_only)
		append(b, btf_is_union(type) ? PLAN_UNION : PLAN_STRUCT, id);
}

static void visit_enum(struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	if ((btf_vlen(type) || (*builder_name(b, id) && type->size)) && !b->opts->sections_only)
		append(b, PLAN_ENUM, id);
}

/* Whether the name is that of an integer of so many bits: "uint32_t" or "__u32". */
static bool is_fixed(const char *name, uint32_t bits, bool is_signed)
{
	char fixed[16];

	if (strncmp(name, "__", 2) != 0 && !strstr(name, "int"))
		return false;
	snprintf(fixed, sizeof(fixed), *name == '_' ? "__%s%u" : "%sint%u_t",
		 *name == '_' ? (is_signed ? "s" : "u") : (is_signed ? "" : "u"), bits);
	return strcmp(fixed, name) == 0;
}

/* uint32_t and its like are there already. __u64 would not be that of <linux/types.h>,
 * as both are 64 bits, but one is a long. What has no size is no type of a value. */
static bool typedef_is_needed(struct builder *b, uint32_t id)
{
	const char *name = builder_source(b, id);
	struct plan_ref ref;

	if (b->opts->sections_only)
		return false;
	if (builder_size(b, id) == NO_SIZE)
		return b->opts->tags &&
		       btf_is_fwd(btf__type_by_id(b->btf, builder_unqualified(
			       b, btf__type_by_id(b->btf, id)->type)));
	ref = builder_ref(b, btf__type_by_id(b->btf, id)->type, IN_TYPEDEF, 0);
	if (ref.dims || ref.kind == REF_NAMED)
		return true;
	if (ref.kind == REF_BOOL)
		return strcmp("bool", name) != 0;
	return ref.kind != REF_INT || !is_fixed(name, ref.size * 8, ref.is_signed);
}

static void visit_typedef(struct builder *b, uint32_t id)
{
	uint32_t target = builder_unqualified(b, btf__type_by_id(b->btf, id)->type);
	const char *name = builder_source(b, id);
	const char *target_name = builder_name(b, target);
	const struct btf_type *type = btf__type_by_id(b->btf, target);
	bool has_tag = btf_is_composite(type) || btf_is_any_enum(type) || btf_is_fwd(type);

	visit(b, target, name, "item");
	if (has_tag && strcmp(name, target_name) == 0 && (btf_is_any_enum(type) || !b->opts->tags))
		return; /* typedef enum foo foo */
	if (typedef_is_needed(b, id))
		append(b, PLAN_TYPEDEF, id);
}

/* Puts the type, and before it all that it holds by value, into the order. An
 * anonymous one may be named after the `member` of the `parent` that led here. */
static void visit(struct builder *b, uint32_t id, const char *parent, const char *member)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	while (btf_is_mod(type) || btf_is_type_tag(type) || btf_is_array(type) ||
	       btf_is_var(type)) {
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf__type_by_id(b->btf, id);
	}
	if (id == 0 || b->seen[id])
		return;
	b->seen[id] = true;
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		give_name(b, id, parent, member);
		visit_composite(b, id);
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		give_name(b, id, parent, member);
		visit_enum(b, id);
		break;
	case BTF_KIND_TYPEDEF:
		visit_typedef(b, id);
		break;
	case BTF_KIND_FWD:
		if (b->opts->tags)
			append(b, PLAN_FORWARD, id);
		break;
	default:
		break;
	}
}

static void visit_section(struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	const struct btf_var_secinfo *info = btf_var_secinfos(type);
	const char *name = builder_source(b, id);

	if (!plan_is_data_section(b->btf, id))
		return;
	for (uint32_t i = 0; i < btf_vlen(type); i++, info++)
		if (btf_is_var(btf__type_by_id(b->btf, info->type)))
			visit(b, info->type, name, builder_source(b, info->type));
	append(b, PLAN_SECTION, id);
}

/* `typedef struct { ... } foo` names its struct, wherever that is met. */
static void give_typedef_names(struct builder *b)
{
	for (uint32_t id = 1; id < b->count; id++) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);
		uint32_t target;

		if (!btf_is_typedef(type))
			continue;
		target = builder_unqualified(b, type->type);
		type = btf__type_by_id(b->btf, target);
		if ((btf_is_composite(type) || btf_is_any_enum(type)) && !*builder_name(b, target))
			b->given[target] = builder_source(b, id);
		if (btf_is_composite(type) &&
		    strcmp(builder_name(b, target), builder_source(b, id)) == 0)
			b->aliased[target] = true;
	}
}

/* `__type(value, struct { ... })` names its struct after the map. */
static void give_map_name(struct builder *b, uint32_t id, const char *map, const char *member)
{
	id = builder_unqualified(b, id);
	if (!btf_is_composite(btf__type_by_id(b->btf, id)) || *builder_name(b, id))
		return;
	b->given[id] = names_join(b->plan->names, map, "_", member);
	b->made[id] = true;
}

static void give_names_of_maps(struct builder *b)
{
	const struct btf_type *section = map_def_section(b->btf);

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		const struct map_def def = map_def_read(b->btf, section, i);

		give_map_name(b, def.key, def.name, "key");
		give_map_name(b, def.value, def.name, "value");
	}
}

/* An anonymous struct of which nothing is made has no place to stand. */
static bool is_root(const struct builder *b, uint32_t id, const struct btf_type *type)
{
	if (b->opts->sections_only)
		return btf_is_datasec(type);
	if (btf_is_composite(type))
		return *builder_name(b, id);
	return btf_is_any_enum(type) || btf_is_typedef(type) || btf_is_fwd(type) ||
	       btf_is_datasec(type);
}

/* An anonymous enum that nothing holds is there for its constants: the first names it. */
static const char *enum_name(const struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	const char *name = btf_vlen(type) ? enum_constant(b->btf, type, 0) : "";

	return *name || !btf_vlen(type) ? name : "anonymous";
}

static bool is_section(const struct builder *b, uint32_t id)
{
	return btf_is_datasec(btf__type_by_id(b->btf, id));
}

void builder_order(struct builder *b)
{
	uint32_t first_section = b->count;
	bool has_more_enums = false;

	give_typedef_names(b);
	give_names_of_maps(b);
	for (uint32_t id = 1; id < b->count && !b->error; id++) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		if (btf_is_datasec(type))
			first_section = id < first_section ? id : first_section;
		else if (is_root(b, id, type) && (!btf_is_any_enum(type) || *builder_name(b, id)))
			visit(b, id, "", "");
		else if (btf_is_any_enum(type) && !b->opts->sections_only)
			has_more_enums = true;
	}
	for (uint32_t id = first_section; id < b->count && !b->error; id++)
		if (is_section(b, id))
			visit_section(b, id);
	for (uint32_t id = 1; has_more_enums && id < b->count && !b->error; id++)
		if (!b->seen[id] && btf_is_any_enum(btf__type_by_id(b->btf, id)))
			visit(b, id, enum_name(b, id), "enum");
}

/* --- what is wanted ---------------------------------------------------------------------- */

/* Marks what visit() went through to put the type into the order. */
static void keep(struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	while (btf_is_mod(type) || btf_is_type_tag(type) || btf_is_array(type) ||
	       btf_is_var(type)) {
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf__type_by_id(b->btf, id);
	}
	if (id == 0 || b->kept[id])
		return;
	b->kept[id] = true;
	if (btf_is_typedef(type))
		keep(b, type->type);
	for (uint32_t i = 0; btf_is_composite(type) && i < btf_vlen(type); i++)
		keep(b, btf_members(type)[i].type);
	for (uint32_t i = 0; btf_is_datasec(type) && i < btf_vlen(type); i++) {
		const struct btf_type *var = btf__type_by_id(b->btf,
							     btf_var_secinfos(type)[i].type);

		if (btf_is_var(var) && (!b->opts->tags_only ||
					btf_var(var)->linkage != BTF_VAR_STATIC))
			keep(b, var->type);
	}
}

void builder_select(struct builder *b)
{
	struct plan *plan = b->plan;
	size_t count = 0;

	for (uint32_t id = 1; id < b->count; id++) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		if (is_root(b, id, type) &&
		    (b->opts->sections_only ||
		     (b->opts->wanted ? b->opts->wanted[id] : !btf_is_datasec(type))))
			keep(b, id);
	}
	memset(b->type_of, 0, b->count * sizeof(*b->type_of));
	for (size_t i = 0; i < plan->type_count; i++) {
		if (!b->kept[plan->types[i].id])
			continue;
		plan->types[count] = plan->types[i];
		b->type_of[plan->types[i].id] = (uint32_t)++count;
	}
	plan->type_count = count;
}
