// SPDX-License-Identifier: MIT
#include "btf2h/layout.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/same.h"
#include "lib/err.h"

enum { MAX_MEMBERS = 4 << 20, MAX_STRINGS = 256 << 20 };

static const char *name_of(const struct btf *btf, uint32_t id)
{
	return btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);
}

/* --- members ------------------------------------------------------------------------------ */

struct walker {
	struct layout *layout;
	const struct btf *btf;
	struct buf path; /* to the member */
	int error;
};

static void push(struct walker *w, const struct layout_member *member)
{
	struct layout *layout = w->layout;

	if (layout->member_count == layout->member_cap) {
		size_t cap = layout->member_cap ? layout->member_cap * 2 : 256;
		struct layout_member *members = NULL;

		if (cap <= MAX_MEMBERS)
			members = realloc(layout->members, cap * sizeof(*members));
		if (!members) {
			w->error = cap > MAX_MEMBERS ? EFBIG : ENOMEM;
			return;
		}
		layout->members = members;
		layout->member_cap = cap;
	}
	layout->members[layout->member_count] = *member;
	layout->members[layout->member_count++].name = layout->strings.len;
	buf_add(&layout->strings, w->path.data, w->path.len + 1);
	if (layout->strings.error)
		w->error = layout->strings.error;
}

static void walk(struct walker *w, uint32_t id, uint64_t base);

/* One member, and those in it that have no other place. */
static void walk_member(struct walker *w, const char *name, struct layout_member member)
{
	uint32_t inner = same_untagged(w->btf, member.id);
	size_t len = w->path.len;

	buf_puts(&w->path, name);
	if (w->path.error) {
		w->error = w->path.error;
		return;
	}
	if (*name || !inner)
		push(w, &member);
	if (inner) {
		buf_puts(&w->path, *name ? "." : "");
		walk(w, inner, member.at);
	}
	if (!w->error)
		w->path.data[w->path.len = len] = '\0';
}

static uint64_t size_of(const struct btf *btf, uint32_t id)
{
	int64_t size = btf__resolve_size(btf, id);

	return size > 0 ? (uint64_t)size * 8 : 0;
}

static struct layout_member member_of(const struct btf *btf, const struct btf_type *type,
				      uint32_t index, uint64_t base)
{
	uint32_t bits = btf_member_bitfield_size(type, index);
	uint32_t id = btf_members(type)[index].type;

	return (struct layout_member){
		.at = base + btf_member_bit_offset(type, index),
		.size = bits ? bits : size_of(btf, id),
		.id = id,
		.is_bits = bits,
	};
}

static void walk(struct walker *w, uint32_t id, uint64_t base)
{
	const struct btf_type *type = btf__type_by_id(w->btf, id);

	for (uint32_t i = 0; i < btf_vlen(type) && !w->error; i++)
		walk_member(w, btf__name_by_offset(w->btf, btf_members(type)[i].name_off),
			    member_of(w->btf, type, i, base));
}

static void walk_section(struct walker *w, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(w->btf, id);
	const struct btf_var_secinfo *info = btf_var_secinfos(type);

	for (uint32_t i = 0; i < btf_vlen(type) && !w->error; i++, info++)
		walk_member(w, name_of(w->btf, info->type), (struct layout_member){
			.at = 8ULL * info->offset,
			.size = 8ULL * info->size,
			.id = info->type,
		});
}

/* --- types ----------------------------------------------------------------------------------- */

static const char *keyword(enum plan_kind kind)
{
	static const char *const keywords[] = {
		[PLAN_STRUCT] = "struct",
		[PLAN_UNION] = "union",
		[PLAN_ENUM] = "enum",
		[PLAN_TYPEDEF] = "typedef",
		[PLAN_FORWARD] = "struct",
		[PLAN_SECTION] = "section",
	};

	return keywords[kind];
}

static const char *type_name(const struct plan *plan, const struct plan_type *type)
{
	if (*type->source && type->kind != PLAN_SECTION)
		return type->source; /* what C would call it makes no difference */
	if (type->name)
		return type->name;
	return type->constants ? plan->constants[type->first_constant].source : "";
}

static void lay(struct walker *w, const struct plan_type *from, struct layout_type *to)
{
	*to = (struct layout_type){
		.plan = from,
		.keyword = keyword(from->kind),
		.name = type_name(w->layout->plan, from),
		.first_member = w->layout->member_count,
	};
	if (from->kind == PLAN_SECTION)
		walk_section(w, from->id);
	else if (from->kind == PLAN_STRUCT || from->kind == PLAN_UNION)
		walk(w, from->id, 0);
	to->members = w->layout->member_count - to->first_member;
}

static int by_name(const void *left, const void *right)
{
	const struct layout_type *a = left, *b = right;
	int order = strcmp(a->keyword, b->keyword);

	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

/* Many enums without a name start with the same constant. */
static void number_types(struct layout *layout)
{
	for (size_t i = 0; i < layout->type_count; i++)
		layout->types[i].number = i;
	qsort(layout->types, layout->type_count, sizeof(*layout->types), by_name);
	for (size_t i = 0, first = 0; i < layout->type_count; i++) {
		if (strcmp(layout->types[i].name, layout->types[first].name) != 0 ||
		    strcmp(layout->types[i].keyword, layout->types[first].keyword) != 0)
			first = i;
		layout->types[i].number = i - first;
	}
}

/* What an enum is known by where it has no name. */
static const char *first_constant(const struct layout *layout, const struct layout_type *type)
{
	return layout->plan->constants[type->plan->first_constant].source;
}

static int by_constant(const void *left, const void *right)
{
	const struct layout_enum *a = left, *b = right;

	return strcmp(a->constant, b->constant);
}

static int sort_enums(struct layout *layout)
{
	layout->enums = calloc(layout->type_count + 1, sizeof(*layout->enums));
	if (!layout->enums)
		return ENOMEM;
	for (size_t i = 0; i < layout->type_count; i++) {
		const struct layout_type *type = &layout->types[i];

		if (type->plan->kind == PLAN_ENUM && type->plan->constants)
			layout->enums[layout->enum_count++] = (struct layout_enum){
				first_constant(layout, type), type };
	}
	qsort(layout->enums, layout->enum_count, sizeof(*layout->enums), by_constant);
	return 0;
}

const struct layout_type *layout_find_enum(const struct layout *layout, const char *constant)
{
	const struct layout_enum like = { .constant = constant };
	const struct layout_enum *found = bsearch(&like, layout->enums, layout->enum_count,
						  sizeof(like), by_constant);

	return found ? found->type : NULL;
}

int layout_make(struct layout *layout, const struct plan *plan, struct err *err)
{
	struct walker w = { .layout = layout, .btf = plan->btf, .path = BUF_INIT(MAX_STRINGS) };

	*layout = (struct layout){ .plan = plan, .strings = BUF_INIT(MAX_STRINGS) };
	layout->types = calloc(plan->type_count + 1, sizeof(*layout->types));
	if (!layout->types)
		w.error = ENOMEM;
	for (size_t i = 0; i < plan->type_count && !w.error; i++)
		lay(&w, &plan->types[i], &layout->types[layout->type_count++]);
	buf_release(&w.path);
	if (!w.error) {
		number_types(layout);
		w.error = sort_enums(layout);
	}
	if (!w.error)
		return 0;
	layout_release(layout);
	return err_set(err, w.error, "cannot lay out the types: %s", strerror(w.error));
}

void layout_release(struct layout *layout)
{
	free(layout->types);
	free(layout->members);
	free(layout->enums);
	buf_release(&layout->strings);
	*layout = (struct layout){ 0 };
}

const struct layout_type *layout_find(const struct layout *layout, const struct layout_type *like)
{
	if (!layout->type_count)
		return NULL;
	return bsearch(like, layout->types, layout->type_count, sizeof(*layout->types), by_name);
}

const char *layout_name(const struct layout *layout, const struct layout_member *member)
{
	return layout->strings.data + member->name;
}
