// SPDX-License-Identifier: MIT
#include "btf2h/diff.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/decl.h"
#include "bindings/input.h"
#include "bindings/select.h"
#include "btf2h/emit_c.h"
#include "btf2h/layout.h"
#include "lib/err.h"
#include "lib/text.h"

/* --- the report ------------------------------------------------------------------------- */

enum { MAX_KIND = 1 << 20 };

struct report {
	struct buf *out;
	bool json;
	const struct layout_type *type; /* whose changes are reported */
	bool type_is_named;             /* in a line of its own, before its first change */
	size_t changes;
	size_t changed_types;
	size_t broken; /* changes that are incompatible */
};

struct change {
	const char *what;   /* "added", "removed", "moved", "resized", "retyped" or "changed" */
	const char *member; /* null: the type itself */
	bool compatible;
	const char *unit;   /* "bits", "bytes" or "", where `from` and `to` are numbers; or null */
	uint64_t from, to;
	bool is_signed;
	const char *from_text, *to_text; /* or null */
};

static void add_type_name(struct report *r)
{
	text(r->out, "%s ", r->type->keyword);
	decl_name(r->out, r->type->name);
}

static void add_text_change(struct report *r, const struct change *change)
{
	bool on_type_line = !change->member && !change->unit && !change->from_text;

	if (on_type_line) { /* added or removed as a whole */
		text(r->out, "%c ", change->compatible ? '+' : '!');
		add_type_name(r);
		text(r->out, ": %s\n", change->what);
		return;
	}
	if (!r->type_is_named) {
		add_type_name(r);
		buf_puts(r->out, "\n");
	}
	r->type_is_named = true;
	text(r->out, "  %c ", change->compatible ? '+' : '!');
	if (change->member) {
		decl_name(r->out, change->member);
		buf_puts(r->out, ": ");
	}
	buf_puts(r->out, change->what);
	if (change->unit)
		text(r->out, change->is_signed ? " %lld -> %lld%s%s" : " %llu -> %llu%s%s",
		     (unsigned long long)change->from, (unsigned long long)change->to,
		     *change->unit ? " " : "", change->unit);
	if (change->from_text)
		text(r->out, " %s -> %s", change->from_text, change->to_text);
	buf_puts(r->out, "\n");
}

/* Names and types hold no character that JSON escapes: see decl_name(). */
static void add_json_change(struct report *r, const struct change *change)
{
	buf_puts(r->out, r->changes ? ",\n    {\"type\": \"" : "\n    {\"type\": \"");
	add_type_name(r);
	if (change->member) {
		buf_puts(r->out, "\", \"member\": \"");
		decl_name(r->out, change->member);
	}
	text(r->out, "\", \"change\": \"%s\"", change->what);
	if (change->unit)
		text(r->out, change->is_signed ? ", \"from\": %lld, \"to\": %lld" :
						 ", \"from\": %llu, \"to\": %llu",
		     (unsigned long long)change->from, (unsigned long long)change->to);
	if (change->unit && *change->unit)
		text(r->out, ", \"unit\": \"%s\"", change->unit);
	if (change->from_text)
		text(r->out, ", \"from\": \"%s\", \"to\": \"%s\"", change->from_text,
		     change->to_text);
	text(r->out, ", \"compatible\": %s}", change->compatible ? "true" : "false");
}

static void add_change(struct report *r, struct change change)
{
	if (r->json)
		add_json_change(r, &change);
	else
		add_text_change(r, &change);
	r->changes++;
	r->broken += !change.compatible;
}

/* --- two types -------------------------------------------------------------------------- */

struct pair {
	struct report *report;
	const struct layout *old, *new;
	struct buf old_kind, new_kind; /* to compare types by */
};

/* Offsets and sizes in bits, which are told in bytes unless they are of bit-fields. */
static void compare_bits(struct pair *p, const char *what, const char *member, uint64_t from,
			 uint64_t to, bool in_bits)
{
	if (from != to)
		add_change(p->report, (struct change){
			.what = what,
			.member = member,
			.unit = in_bits ? "bits" : "bytes",
			.from = in_bits ? from : from / 8,
			.to = in_bits ? to : to / 8,
		});
}

/* The type of a variable, or the type itself. */
static uint32_t unwrapped(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	return btf_is_var(type) ? type->type : id;
}

/* What an array holds, where that is all that counts because its size is known to differ. */
static const char *without_lengths(const char *kind)
{
	return kind + strspn(kind, "[0123456789]");
}

static void compare_kinds(struct pair *p, const char *member, uint32_t from, uint32_t to,
			  bool resized)
{
	const struct btf *old = p->old->plan->btf, *new = p->new->plan->btf;

	p->old_kind.len = p->new_kind.len = 0;
	layout_kind(&p->old_kind, old, from);
	layout_kind(&p->new_kind, new, to);
	if (p->old_kind.error || p->new_kind.error ||
	    strcmp(p->old_kind.data, p->new_kind.data) == 0 ||
	    (resized && strcmp(without_lengths(p->old_kind.data),
			       without_lengths(p->new_kind.data)) == 0))
		return;
	p->old_kind.len = p->new_kind.len = 0;
	decl_type(&p->old_kind, old, unwrapped(old, from));
	decl_type(&p->new_kind, new, unwrapped(new, to));
	add_change(p->report, (struct change){
		.what = "retyped",
		.member = member,
		.from_text = p->old_kind.data,
		.to_text = p->new_kind.data,
	});
}

static void compare_member(struct pair *p, const struct layout_member *from,
			   const struct layout_member *to)
{
	const char *name = layout_name(p->old, from);
	bool in_bits = from->is_bits || to->is_bits;

	compare_bits(p, "moved", name, from->at, to->at, in_bits);
	compare_bits(p, "resized", name, from->size, to->size, in_bits);
	compare_kinds(p, name, from->id, to->id, from->size != to->size);
}

static void compare_constant(struct pair *p, const struct plan_constant *from,
			     const struct plan_constant *to, bool is_signed)
{
	if (from->value != to->value)
		add_change(p->report, (struct change){
			.what = "changed",
			.member = from->source,
			.unit = "",
			.from = from->value,
			.to = to->value,
			.is_signed = is_signed,
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

static void compare_entry(struct pair *p, const struct layout_type *type,
			  const struct entry *entry)
{
	if (entry->like == NONE)
		add_change(p->report, (struct change){ .what = "removed", .member = entry->name });
	else if (type->plan->kind == PLAN_ENUM)
		compare_constant(p, &p->old->plan->constants[entry->at],
				 &p->new->plan->constants[entry->like], type->plan->is_signed);
	else
		compare_member(p, &p->old->members[entry->at], &p->new->members[entry->like]);
}

static int compare_entries(struct pair *p, const struct layout_type *from,
			   const struct layout_type *to)
{
	size_t old_count = entry_count(from), new_count = entry_count(to);
	struct entry *old = entries_of(p->old, from), *new = entries_of(p->new, to);
	int ret = old && new ? 0 : -ENOMEM;

	if (!ret)
		match(old, old_count, new, new_count);
	for (size_t i = 0; !ret && i < old_count; i++)
		compare_entry(p, from, &old[i]);
	for (size_t i = 0; !ret && i < new_count; i++)
		if (new[i].like == NONE)
			add_change(p->report, (struct change){
				.what = "added",
				.member = new[i].name,
				.compatible = true,
			});
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
	compare_bits(p, "resized", NULL, from->plan->size * 8ULL, to->plan->size * 8ULL, false);
	if (from->plan->kind == PLAN_TYPEDEF) {
		compare_kinds(p, NULL, target_of(p->old, from), target_of(p->new, to),
			      from->plan->size != to->plan->size);
		return 0;
	}
	if (from->plan->kind == PLAN_ENUM && from->plan->is_signed != to->plan->is_signed)
		add_change(p->report, (struct change){
			.what = "retyped",
			.from_text = from->plan->is_signed ? "signed" : "unsigned",
			.to_text = to->plan->is_signed ? "signed" : "unsigned",
		});
	return compare_entries(p, from, to);
}

/* Starts a type, and counts the one before if it changed. */
static void next_type(struct report *r, const struct layout_type *type, size_t *changes)
{
	r->changed_types += r->changes > *changes;
	*changes = r->changes;
	r->type = type;
	r->type_is_named = false;
}

static int compare_all(struct pair *p)
{
	struct report *r = p->report;
	size_t changes = 0;
	int ret = 0;

	for (size_t i = 0; i < p->old->type_count && !ret; i++) {
		const struct layout_type *from = &p->old->types[i];
		const struct layout_type *to = layout_find(p->new, from);

		next_type(r, from, &changes);
		if (to)
			ret = compare_types(p, from, to);
		else
			add_change(r, (struct change){ .what = "removed" });
	}
	for (size_t i = 0; i < p->new->type_count && !ret; i++) {
		next_type(r, &p->new->types[i], &changes);
		if (!layout_find(p->old, r->type))
			add_change(r, (struct change){ .what = "added", .compatible = true });
	}
	next_type(r, NULL, &changes);
	return ret;
}

static int compare(struct report *r, const struct layout *old, const struct layout *new,
		   struct err *err)
{
	struct pair p = {
		.report = r,
		.old = old,
		.new = new,
		.old_kind = BUF_INIT(MAX_KIND),
		.new_kind = BUF_INIT(MAX_KIND),
	};
	int ret;

	buf_puts(r->out, r->json ? "{\n  \"changes\": [" : "");
	ret = compare_all(&p);
	if (r->json)
		text(r->out, "%s],\n  \"compatible\": %s\n}\n", r->changes ? "\n  " : "",
		     r->broken ? "false" : "true");
	else if (!r->changes)
		buf_puts(r->out, "no layout changed\n");
	else
		text(r->out, "%llu type%s changed, %s\n", (unsigned long long)r->changed_types,
		     r->changed_types == 1 ? "" : "s", r->broken ? "incompatibly" : "compatibly");
	if (p.old_kind.error || p.new_kind.error)
		ret = -ENOMEM;
	buf_release(&p.old_kind);
	buf_release(&p.new_kind);
	return ret ? err_set(err, -ret, "out of memory") : 0;
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

static int lay_out(const struct btf *btf, const bool *wanted, struct plan *plan,
		   struct layout *layout, struct err *err)
{
	const struct plan_opts opts = {
		.naming = &naming_c,
		.inline_anonymous = true,
		.section_prefix = "",
		.wanted = wanted,
	};
	int ret = plan_make(plan, btf, &opts, err);

	return ret ? ret : layout_make(layout, plan, err);
}

int diff_inputs(struct buf *out, const struct input *old, const struct input *new,
		const struct select_opts *select, bool json, bool *ret_compatible,
		struct err *err)
{
	bool all = !select_any(select);
	bool *old_wanted = calloc(btf__type_cnt(old->btf), sizeof(*old_wanted));
	bool *new_wanted = calloc(btf__type_cnt(new->btf), sizeof(*new_wanted));
	struct plan old_plan = { 0 }, new_plan = { 0 };
	struct layout old_layout = { 0 }, new_layout = { 0 };
	struct report report = { .out = out, .json = json };
	int ret = old_wanted && new_wanted ? 0 : err_set(err, ENOMEM, "out of memory");

	if (!ret && !all)
		ret = want_types(old, new, select, old_wanted, new_wanted, err);
	if (!ret)
		ret = lay_out(old->btf, all ? NULL : old_wanted, &old_plan, &old_layout, err);
	if (!ret)
		ret = lay_out(new->btf, all ? NULL : new_wanted, &new_plan, &new_layout, err);
	if (!ret)
		ret = compare(&report, &old_layout, &new_layout, err);
	if (!ret)
		*ret_compatible = !report.broken;
	layout_release(&old_layout);
	layout_release(&new_layout);
	plan_release(&old_plan);
	plan_release(&new_plan);
	free(old_wanted);
	free(new_wanted);
	return ret;
}
