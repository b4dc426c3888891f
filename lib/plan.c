// SPDX-License-Identifier: MIT
/* Which types, in which order, under which names. */
#include "plan.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "plan_private.h"

/* --- helpers that both halves use ------------------------------------------------ */

/* More is not BTF of a program but anonymous types that multiply. */
enum { MAX_FIELDS = 2 << 20 };

void *builder_push(struct builder *b, void *array, size_t *count, size_t *cap, size_t size)
{
	char *data;

	if (b->error)
		return NULL;
	memcpy(&data, array, sizeof(data));
	if (*count == *cap) {
		size_t wanted = *cap ? *cap * 2 : 64;

		if (*count >= MAX_FIELDS) {
			b->error = EFBIG;
			return NULL;
		}
		data = realloc(data, wanted * size);
		if (!data) {
			b->error = ENOMEM;
			return NULL;
		}
		memcpy(array, &data, sizeof(data));
		*cap = wanted;
	}
	memset(data + *count * size, 0, size);
	return data + (*count)++ * size;
}

const char *builder_source(const struct builder *b, uint32_t id)
{
	return btf__name_by_offset(b->btf, btf__type_by_id(b->btf, id)->name_off);
}

const char *builder_name(const struct builder *b, uint32_t id)
{
	return b->given[id] ? b->given[id] : builder_source(b, id);
}

uint32_t builder_unqualified(const struct builder *b, uint32_t id)
{
	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		if (!btf_is_mod(type) && !btf_is_type_tag(type))
			return id;
		id = type->type;
	}
}

uint32_t builder_size(const struct builder *b, uint32_t id)
{
	uint64_t elements = 1;

	for (;;) {
		const struct btf_type *type = btf__type_by_id(b->btf, id);

		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_FLOAT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return (uint32_t)(elements * type->size);
		case BTF_KIND_PTR:
			return (uint32_t)(elements * btf__pointer_size(b->btf));
		case BTF_KIND_ARRAY:
			elements *= btf_array(type)->nelems;
			id = btf_array(type)->type;
			break;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
		case BTF_KIND_VAR:
			id = type->type;
			break;
		default:
			return NO_SIZE;
		}
	}
}

void builder_forget_scopes(struct builder *b)
{
	names_forget(b->plan->names);
	b->scopes = SCOPE_PASSING;
}

uint64_t plan_elements(const struct plan *plan, const struct plan_ref *ref)
{
	uint64_t elements = 1;

	for (uint32_t i = 0; i < ref->dims; i++)
		elements *= plan->dims[ref->first_dim + i];
	return elements;
}

bool plan_is_data_section(const struct btf *btf, uint32_t id)
{
	static const char *const others[] = { ".maps", ".maps.", ".ksyms", ".kconfig", "license",
					      "version", NULL };
	const struct btf_type *type = btf__type_by_id(btf, id);

	return btf_is_datasec(type) && type->size &&
	       !names_listed(others, btf__name_by_offset(btf, type->name_off));
}

/* --- the order -------------------------------------------------------------------- */

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

/* uint32_t and its like are there already; __u32 and its like would differ in C from
 * those of <linux/types.h>, where both are of 64 bits (long, long long). And what has no size is no type of a value. */
static bool typedef_is_needed(struct builder *b, uint32_t id)
{
	const char *name = builder_source(b, id);
	struct plan_ref ref;
	char fixed[16], kernel[16];

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
	snprintf(fixed, sizeof(fixed), "%sint%u_t", ref.is_signed ? "" : "u", ref.size * 8);
	snprintf(kernel, sizeof(kernel), "__%c%u", ref.is_signed ? 's' : 'u', ref.size * 8);
	return ref.kind != REF_INT || (strcmp(fixed, name) != 0 && strcmp(kernel, name) != 0);
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

	while (btf_is_mod(type) || btf_is_type_tag(type) || btf_is_array(type) || btf_is_var(type)) {
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
	}
}

/* An anonymous struct of which nothing wanted is made has no place to stand. */
static bool is_root(const struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);

	if (b->opts->sections_only)
		return btf_is_datasec(type);
	if (b->opts->wanted ? !b->opts->wanted[id] : btf_is_datasec(type))
		return false;
	if (btf_is_composite(type))
		return *builder_name(b, id);
	return btf_is_any_enum(type) || btf_is_typedef(type) || btf_is_fwd(type) ||
	       btf_is_datasec(type);
}

/* An anonymous enum that nothing holds is there for its constants: the first names it. */
static const char *enum_name(const struct builder *b, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(b->btf, id);
	const char *name;

	if (!btf_vlen(type))
		return "";
	name = btf__name_by_offset(b->btf, btf_is_enum(type) ? btf_enum(type)->name_off :
				   btf_enum64(type)->name_off);
	return *name ? name : "anonymous";
}

static void order(struct builder *b)
{
	give_typedef_names(b);
	for (uint32_t id = 1; id < b->count && !b->error; id++) {
		if (!is_root(b, id))
			continue;
		if (btf_is_datasec(btf__type_by_id(b->btf, id)))
			visit_section(b, id);
		else if (!btf_is_any_enum(btf__type_by_id(b->btf, id)) || *builder_name(b, id))
			visit(b, id, "", "");
	}
	for (uint32_t id = 1; id < b->count && !b->error; id++)
		if (is_root(b, id) && btf_is_any_enum(btf__type_by_id(b->btf, id)))
			visit(b, id, enum_name(b, id), "enum");
}

/* --- names -------------------------------------------------------------------------- */

static void add_constants(struct builder *b, struct plan_type *type)
{
	const struct btf_type *from = btf__type_by_id(b->btf, type->id);
	struct plan *plan = b->plan;

	type->first_constant = (uint32_t)plan->constant_count;
	type->constants = btf_vlen(from);
	type->is_signed = btf_kflag(from);
	for (uint32_t i = 0; i < type->constants; i++) {
		struct plan_constant *to = builder_push(b, &plan->constants, &plan->constant_count,
							&b->constant_cap, sizeof(*to));
		if (!to)
			return;
		if (btf_is_enum(from)) {
			int32_t value = btf_enum(from)[i].val;

			to->source = btf__name_by_offset(b->btf, btf_enum(from)[i].name_off);
			to->value = type->is_signed ? (uint64_t)(int64_t)value : (uint32_t)value;
		} else {
			to->source = btf__name_by_offset(b->btf, btf_enum64(from)[i].name_off);
			to->value = btf_enum64_value(&btf_enum64(from)[i]);
		}
	}
}

static void name_constants(struct builder *b, struct plan_type *type)
{
	uint32_t scope = b->opts->flat_constants ? SCOPE_GLOBAL : b->scopes++;

	add_constants(b, type);
	for (uint32_t i = 0; i < type->constants && !b->error; i++) {
		struct plan_constant *constant = &b->plan->constants[type->first_constant + i];

		constant->name = names_take(b->plan->names, scope, constant->source,
					    b->opts->naming->constant_case);
	}
	builder_forget_scopes(b);
}

static void name_type(struct builder *b, struct plan_type *type)
{
	type->name = names_take(b->plan->names, SCOPE_GLOBAL, builder_name(b, type->id),
				b->opts->naming->type_case);
}

static void name_composite(struct builder *b, struct plan_type *type)
{
	name_type(b, type);
	names_share(b->plan->names,
		    type->kind == PLAN_UNION ? SCOPE_UNION_TAGS : SCOPE_STRUCT_TAGS,
		    builder_name(b, type->id), b->opts->naming->type_case);
}

/* `typedef struct foo foo` needs no name of its own. */
static void name_typedef(struct builder *b, struct plan_type *type)
{
	const struct btf_type *from = btf__type_by_id(b->btf, type->id);
	uint32_t target = builder_unqualified(b, from->type);
	const struct plan_type *named = b->type_of[target] ?
		&b->plan->types[b->type_of[target] - 1] : NULL;

	if (named && (named->kind == PLAN_STRUCT || named->kind == PLAN_UNION) &&
	    strcmp(builder_name(b, target), type->source) == 0)
		type->name = named->name;
	else
		name_type(b, type);
}

/* A forward of what is also defined repeats its name. */
static void name_forward(struct builder *b, struct plan_type *type)
{
	enum name_case name_case = b->opts->naming->type_case;
	uint32_t scope;

	type->is_union = btf_kflag(btf__type_by_id(b->btf, type->id));
	scope = type->is_union ? SCOPE_UNION_TAGS : SCOPE_STRUCT_TAGS;
	if (names_has(b->plan->names, scope, type->source))
		type->name = names_share(b->plan->names, scope, type->source, name_case);
	else
		name_type(b, type);
}

static void name_section(struct builder *b, struct plan_type *type)
{
	const char *section = type->source + strspn(type->source, ".");

	type->name = names_take(b->plan->names, SCOPE_GLOBAL,
				names_join(b->plan->names, b->opts->section_prefix, "", section),
				b->opts->naming->type_case);
}

static void name_enum(struct builder *b, struct plan_type *type)
{
	if (*builder_name(b, type->id))
		name_type(b, type);
}

/* Names what is most often written by hand first: later ones may get numbers. */
static void name_types(struct builder *b)
{
	static const struct {
		enum plan_kind kind, other;
		void (*name)(struct builder *b, struct plan_type *type);
	} passes[] = {
		{ PLAN_STRUCT, PLAN_UNION, name_composite },
		{ PLAN_FORWARD, PLAN_FORWARD, name_forward },
		{ PLAN_TYPEDEF, PLAN_TYPEDEF, name_typedef },
		{ PLAN_ENUM, PLAN_ENUM, name_constants },
		{ PLAN_ENUM, PLAN_ENUM, name_enum },
		{ PLAN_SECTION, PLAN_SECTION, name_section },
	};

	for (size_t pass = 0; pass < sizeof(passes) / sizeof(*passes); pass++)
		for (size_t i = 0; i < b->plan->type_count; i++) {
			struct plan_type *type = &b->plan->types[i];

			if (type->kind == passes[pass].kind || type->kind == passes[pass].other)
				passes[pass].name(b, type);
		}
}

/* --- everything ---------------------------------------------------------------------- */

static void fill_types(struct builder *b)
{
	for (size_t i = 0; i < b->plan->type_count && !b->error; i++) {
		struct plan_type *type = &b->plan->types[i];

		if (type->kind == PLAN_TYPEDEF) {
			type->ref = builder_ref(b, btf__type_by_id(b->btf, type->id)->type,
						IN_TYPEDEF, 0);
			builder_inline(b, &type->ref);
		} else if (type->kind == PLAN_STRUCT || type->kind == PLAN_UNION ||
			   type->kind == PLAN_SECTION) {
			type->body = builder_body(b, type->id);
		}
	}
}

static int build(struct builder *b, struct err *err)
{
	b->type_of = calloc(b->count, sizeof(*b->type_of));
	b->given = calloc(b->count, sizeof(*b->given));
	b->seen = calloc(b->count, sizeof(*b->seen));
	b->plan->names = names_new(b->opts->naming);
	if (!b->type_of || !b->given || !b->seen || !b->plan->names)
		return err_set(err, ENOMEM, "out of memory");
	order(b);
	name_types(b);
	fill_types(b);
	if (names_failed(b->plan->names))
		b->error = ENOMEM;
	if (b->error == EFBIG)
		return err_set(err, EFBIG, "the types expand to more than %d members", MAX_FIELDS);
	return b->error ? err_set(err, b->error, "%s", strerror(b->error)) : 0;
}

int plan_make(struct plan *plan, const struct btf *btf, const struct plan_opts *opts,
	      struct err *err)
{
	struct plan made = { .btf = btf };
	struct builder b = {
		.plan = &made,
		.btf = btf,
		.opts = opts,
		.count = btf__type_cnt(btf),
		.scopes = SCOPE_PASSING,
	};
	int ret = build(&b, err);

	free(b.type_of);
	free(b.given);
	free(b.seen);
	if (ret)
		plan_release(&made);
	else
		*plan = made;
	return ret;
}

void plan_release(struct plan *plan)
{
	names_free(plan->names);
	free(plan->types);
	free(plan->bodies);
	free(plan->fields);
	free(plan->constants);
	free(plan->dims);
	*plan = (struct plan){ 0 };
}
