// SPDX-License-Identifier: MIT
#include "btf2h/diff.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/map_def.h"
#include "bindings/select.h"
#include "btf2h/diff_maps.h"
#include "btf2h/emit_c.h"
#include "btf2h/layout.h"
#include "btf2h/report.h"
#include "btf2h/same.h"
#include "lib/err.h"

/* --- two types -------------------------------------------------------------------------- */

struct pair {
	struct report *report;
	const struct layout *old, *new;
	const bool *old_by_map, *new_by_map; /* by type id: named after a map */
};

static struct typed old_type(const struct pair *p, uint32_t id)
{
	return (struct typed){ p->old->plan->btf, id };
}

static struct typed new_type(const struct pair *p, uint32_t id)
{
	return (struct typed){ p->new->plan->btf, id };
}

static void compare_member(struct pair *p, const struct layout_member *from,
			   const struct layout_member *to)
{
	const char *name = layout_name(p->old, from);
	bool in_bits = from->is_bits || to->is_bits;
	struct typed old = old_type(p, from->id), new = new_type(p, to->id);

	report_bits(p->report, "moved", name, from->at, to->at, in_bits);
	report_bits(p->report, "resized", name, from->size, to->size, in_bits);
	if (!from->is_bits || !to->is_bits || !same_bits(old, new))
		report_types(p->report, name, old, new, SAME_NAMELESS |
			     (from->size != to->size ? SAME_ANY_LENGTH : 0));
}

/* Constants with the same bits are the same, whoever thinks that they are signed. */
static void compare_constant(struct pair *p, const struct plan_type *from,
			     const struct plan_type *to, size_t from_at, size_t to_at)
{
	const struct plan_constant *old = &p->old->plan->constants[from_at];
	const struct plan_constant *new = &p->new->plan->constants[to_at];
	uint32_t size = from->size < to->size ? from->size : to->size;
	uint64_t mask = size < sizeof(mask) ? (1ULL << size * 8) - 1 : UINT64_MAX;

	if (from->is_signed == to->is_signed ? old->value == new->value :
					       !((old->value ^ new->value) & mask))
		return;
	report_add(p->report, (struct report_change){
		.what = "changed",
		.member = old->source,
		.unit = "",
		.from = old->value,
		.to = new->value,
		.is_signed = from->is_signed || to->is_signed,
	});
}

/* --- members and constants by name ----------------------------------------------------------- */

struct entry {
	const char *name;
	size_t at;   /* in the members of its layout, or in the constants of its plan */
	size_t like; /* the `at` of the one of that name on the other side, or NONE */
};

#define NONE SIZE_MAX

static int by_name(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : a->at < b->at ? -1 : a->at > b->at;
}

static int by_place(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

static size_t entry_count(const struct layout_type *type)
{
	return type->plan->kind == PLAN_ENUM ? type->plan->constants : type->members;
}

/* In the order of the type; null when out of memory. */
static struct entry *entries_of(const struct layout *layout, const struct layout_type *type)
{
	size_t count = entry_count(type);
	struct entry *entries = calloc(count + 1, sizeof(*entries));

	for (size_t i = 0; entries && i < count; i++) {
		entries[i].like = NONE;
		if (type->plan->kind == PLAN_ENUM) {
			entries[i].at = type->plan->first_constant + i;
			entries[i].name = layout->plan->constants[entries[i].at].source;
		} else {
			entries[i].at = type->first_member + i;
			entries[i].name = layout_name(layout, &layout->members[entries[i].at]);
		}
	}
	return entries;
}

/* Pairs what has the same name, of several the first with the first. */
static void match(struct entry *old, size_t old_count, struct entry *new, size_t new_count)
{
	qsort(old, old_count, sizeof(*old), by_name);
	qsort(new, new_count, sizeof(*new), by_name);
	for (size_t i = 0, j = 0; i < old_count && j < new_count;) {
		int order = strcmp(old[i].name, new[j].name);

		if (order == 0) {
			old[i].like = new[j].at;
			new[j].like = old[i].at;
		}
		i += order <= 0;
		j += order >= 0;
	}
	qsort(old, old_count, sizeof(*old), by_place);
	qsort(new, new_count, sizeof(*new), by_place);
}

/* A struct without a tag that got one, or lost it, is compared as a whole: the members that
 * stand behind it on one side have no like. They begin with this, or it is null. */
static const char *whole(const struct pair *p, const struct entry *old, bool is_old)
{
	const size_t from = is_old ? old->at : old->like, to = is_old ? old->like : old->at;
	const struct layout_member *left = &p->old->members[from];
	const struct layout_member *right = &p->new->members[to];

	return !same_untagged(p->old->plan->btf, left->id) !=
	       !same_untagged(p->new->plan->btf, right->id) ? old->name : NULL;
}

static bool is_part(const char *name, const char *of)
{
	size_t len = of ? strlen(of) : 0;

	return of && strncmp(name, of, len) == 0 && name[len] == '.';
}

/* Compares those that have a like, and tells `change` of the others. */
static void compare_side(struct pair *p, const struct layout_type *from,
			 const struct layout_type *to, const struct entry *entries, bool is_old)
{
	const struct layout_type *type = is_old ? from : to;
	const bool is_enum = type->plan->kind == PLAN_ENUM;
	const char *skipped = NULL;

	for (size_t i = 0; i < entry_count(type); i++) {
		const struct entry *entry = &entries[i];

		if (is_part(entry->name, skipped))
			continue;
		if (entry->like == NONE)
			report_add(p->report, (struct report_change){
				.what = is_old ? "removed" : "added",
				.member = entry->name,
				.compatible = !is_old,
			});
		else if (is_old && is_enum)
			compare_constant(p, from->plan, to->plan, entry->at, entry->like);
		else if (is_old)
			compare_member(p, &p->old->members[entry->at],
				       &p->new->members[entry->like]);
		if (entry->like != NONE && !is_enum)
			skipped = whole(p, entry, is_old);
	}
}

static int compare_entries(struct pair *p, const struct layout_type *from,
			   const struct layout_type *to)
{
	size_t old_count = entry_count(from), new_count = entry_count(to);
	struct entry *old = entries_of(p->old, from), *new = entries_of(p->new, to);
	int ret = old && new ? 0 : -ENOMEM;

	if (!ret) {
		match(old, old_count, new, new_count);
		compare_side(p, from, to, old, true);
		compare_side(p, from, to, new, false);
	}
	free(old);
	free(new);
	return ret;
}

/* --- all types -------------------------------------------------------------------------------- */

static uint32_t target_of(const struct layout *layout, const struct layout_type *type)
{
	return btf__type_by_id(layout->plan->btf, type->plan->id)->type;
}

static int compare_types(struct pair *p, const struct layout_type *from,
			 const struct layout_type *to)
{
	report_bits(p->report, "resized", NULL, from->plan->size * 8ULL, to->plan->size * 8ULL,
		    false);
	if (from->plan->kind == PLAN_TYPEDEF) {
		report_types(p->report, NULL, old_type(p, target_of(p->old, from)),
			     new_type(p, target_of(p->new, to)),
			     from->plan->size != to->plan->size ? SAME_ANY_LENGTH : 0);
		return 0;
	}
	if (from->plan->kind == PLAN_ENUM &&
	    !same_bits(old_type(p, from->plan->id), new_type(p, to->plan->id)))
		report_add(p->report, (struct report_change){
			.what = "retyped",
			.from_text = from->plan->is_signed ? "signed" : "unsigned",
			.to_text = to->plan->is_signed ? "signed" : "unsigned",
		});
	return compare_entries(p, from, to);
}

/* What was `typedef struct { ... } foo`, and has a tag now: that of the new typedef foo. */
static const struct layout_type *find_tagged(const struct layout *layout,
					     const struct layout_type *untagged)
{
	struct layout_type like = { .keyword = "typedef", .name = untagged->name };
	const struct layout_type *alias = layout_find(layout, &like);
	struct typed target;

	if (*untagged->plan->source || !alias)
		return NULL;
	target = same_unaliased((struct typed){ layout->plan->btf, alias->plan->id });
	like.keyword = untagged->keyword;
	like.name = btf__name_by_offset(target.btf,
					btf__type_by_id(target.btf, target.id)->name_off);
	return layout_find(layout, &like);
}

static const struct layout_type *find_like(const struct layout *layout,
					   const struct layout_type *type)
{
	const struct layout_type *like = layout_find(layout, type);

	if (like || type->plan->kind == PLAN_TYPEDEF)
		return like;
	return type->plan->kind == PLAN_ENUM && !type->plan->name ?
		layout_find_enum(layout, type->name) : find_tagged(layout, type);
}

static void subject(struct report *r, const struct layout_type *type)
{
	report_subject(r, (struct report_subject){ .keyword = type->keyword, .name = type->name });
}

static int compare_all(struct pair *p)
{
	struct report *r = p->report;
	int ret = 0;

	for (size_t i = 0; i < p->old->type_count && !ret; i++) {
		const struct layout_type *from = &p->old->types[i];
		const struct layout_type *to = find_like(p->new, from);

		subject(r, from);
		if (to)
			ret = compare_types(p, from, to);
		else if (!p->old_by_map[from->plan->id])
			report_add(r, (struct report_change){ .what = "removed" });
	}
	for (size_t i = 0; i < p->new->type_count && !ret; i++) {
		const struct layout_type *to = &p->new->types[i];

		subject(r, to);
		if (!layout_find(p->old, to) && !p->new_by_map[to->plan->id])
			report_add(r, (struct report_change){ .what = "added",
							      .compatible = true });
	}
	return ret;
}

/* --- which types -------------------------------------------------------------------------------- */

/* Adds what `select` asks for to `wanted`. */
static int add_wanted(const struct input *input, const struct select_opts *select, bool *wanted,
		      struct err *err)
{
	bool *more;
	int ret = select_types(input, select, &more, err);

	if (ret)
		return ret;
	for (uint32_t id = 0; id < btf__type_cnt(input->btf); id++)
		wanted[id] |= more[id];
	free(more);
	return 0;
}

/* A type that only one side has was removed or added; one that none has is a mistake. */
static int want_types(const struct input *old, const struct input *new,
		      const struct select_opts *select, bool *old_wanted, bool *new_wanted,
		      struct err *err)
{
	struct select_opts rest = { .maps = select->maps, .globals = select->globals };
	int ret;

	for (size_t i = 0; i < select->type_count; i++) {
		struct select_opts one = { .types = &select->types[i], .type_count = 1 };
		int in_old = add_wanted(old, &one, old_wanted, err);

		ret = add_wanted(new, &one, new_wanted, err);
		if (ret && in_old)
			return ret;
	}
	if (!rest.maps && !rest.globals)
		return 0;
	ret = add_wanted(old, &rest, old_wanted, err);
	return ret ? ret : add_wanted(new, &rest, new_wanted, err);
}

/* --- both inputs ---------------------------------------------------------------------------- */

/* One of the two, and what is compared of it. */
struct side {
	const struct btf *btf;
	bool *wanted; /* by type id */
	bool *by_map; /* the same: has no name but that of a map, and is told there */
	struct plan plan;
	struct layout layout;
};

static void mark_by_map(struct side *side)
{
	const struct btf_type *section = map_def_section(side->btf);

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		const struct map_def def = map_def_read(side->btf, section, i);

		side->by_map[diff_nameless(side->btf, def.key)] = true;
		side->by_map[diff_nameless(side->btf, def.value)] = true;
	}
}

static int side_init(struct side *side, const struct input *input, struct err *err)
{
	const uint32_t count = btf__type_cnt(input->btf);

	*side = (struct side){
		.btf = input->btf,
		.wanted = calloc(count, sizeof(*side->wanted)),
		.by_map = calloc(count, sizeof(*side->by_map)),
	};
	if (!side->wanted || !side->by_map)
		return err_set(err, ENOMEM, "out of memory");
	mark_by_map(side);
	return 0;
}

static int side_lay_out(struct side *side, bool all, struct err *err)
{
	const struct plan_opts opts = {
		.naming = &naming_c,
		.inline_anonymous = true,
		.section_prefix = "",
		.wanted = all ? NULL : side->wanted,
	};
	int ret = plan_make(&side->plan, side->btf, &opts, err);

	return ret ? ret : layout_make(&side->layout, &side->plan, err);
}

static void side_release(struct side *side)
{
	layout_release(&side->layout);
	plan_release(&side->plan);
	free(side->wanted);
	free(side->by_map);
}

static int compare(struct report *r, const struct side *old, const struct side *new, bool maps,
		   struct err *err)
{
	struct pair p = {
		.report = r,
		.old = &old->layout,
		.new = &new->layout,
		.old_by_map = old->by_map,
		.new_by_map = new->by_map,
	};
	int ret;

	report_start(r);
	ret = compare_all(&p);
	if (!ret && maps)
		ret = diff_maps(r, old->btf, new->btf);
	report_finish(r);
	return ret ? err_set(err, -ret, "out of memory") : 0;
}

int diff_inputs(struct buf *out, const struct input *old, const struct input *new,
		const struct select_opts *select, bool json, bool *ret_compatible,
		struct err *err)
{
	bool all = !select_any(select);
	struct side sides[2] = { 0 };
	struct report report = { .out = out, .json = json };
	int ret = side_init(&sides[0], old, err);

	if (!ret)
		ret = side_init(&sides[1], new, err);
	if (!ret && !all)
		ret = want_types(old, new, select, sides[0].wanted, sides[1].wanted, err);
	for (int i = 0; i < 2 && !ret; i++)
		ret = side_lay_out(&sides[i], all, err);
	if (!ret)
		ret = compare(&report, &sides[0], &sides[1], all || select->maps, err);
	if (!ret)
		*ret_compatible = !report.broken;
	side_release(&sides[0]);
	side_release(&sides[1]);
	return ret;
}
