// SPDX-License-Identifier: MIT
#include "values/shape.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/names.h"
#include "bindings/plan.h"
#include "lib/err.h"
#include "values/cases.h"

/*
 * Limits of wasmparser, by which wasm-tools, wasmtime and others validate: 10,000
 * fields or cases, a depth of 100, 2^28 bytes a value, 1,000,000 nodes in a package,
 * where both the interface and the world count all. What surrounds the types takes
 * some of the depth and of the nodes.
 */
enum { MAX_FIELDS = 10000, MAX_DEPTH = 90, MAX_SIZE = 1 << 27, MAX_NODES = 490000 };

enum { MAX_FLAGS = 32, MAX_CASES = 256 };

/* How often a validator counts the type of a map's keys or values: in the functions that have it,
 * in the interface around them, and in the world; at most, and with some room. */
enum { USES_OF_REF = 12 };

struct builder {
	const struct plan *plan;
	struct shape *shape;
	uint32_t *order;  /* constants of one enum: the first of each value */
	uint32_t values;  /* how many */
	uint32_t case_cap;
	struct cases tags; /* of unions */
	bool failed;
};

/* What neither holds others nor is longer than 8 bytes. */
static const struct shape_weight primitive = { .nodes = 1, .depth = 1, .size = 8 };

/* --- enums ---------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right, void *constants)
{
	const struct plan_constant *all = constants;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	if (all[a].value != all[b].value)
		return all[a].value < all[b].value ? -1 : 1;
	return a < b ? -1 : a > b;
}

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Links the constants of each value, and puts the first of each into the order. */
static void order_values(struct builder *b, const struct plan_type *type)
{
	struct plan_constant *all = b->plan->constants;
	uint32_t previous = NO_CONSTANT;

	for (uint32_t i = 0; i < type->constants; i++)
		b->order[i] = type->first_constant + i;
	qsort_r(b->order, type->constants, sizeof(*b->order), by_value, all);
	b->values = 0;
	for (uint32_t i = 0; i < type->constants; i++) {
		uint32_t constant = b->order[i];

		b->shape->next_same[constant] = NO_CONSTANT;
		if (i && all[previous].value == all[constant].value)
			b->shape->next_same[previous] = constant;
		else
			b->order[b->values++] = constant;
		previous = constant;
	}
}

static void add_tagged(struct builder *b, struct shape_type *to, const char *name,
		       uint32_t constant, const char *tag)
{
	struct shape *shape = b->shape;

	if (shape->case_count == b->case_cap) {
		uint32_t cap = b->case_cap ? b->case_cap * 2 : 256;
		struct shape_case *cases = realloc(shape->cases, cap * sizeof(*cases));

		if (!cases) {
			b->failed = true;
			return;
		}
		shape->cases = cases;
		b->case_cap = cap;
	}
	if (!to->cases++)
		to->first_case = shape->case_count;
	shape->cases[shape->case_count++] = (struct shape_case){ name, constant, tag };
}

static void add_case(struct builder *b, struct shape_type *to, const char *name, uint32_t constant)
{
	add_tagged(b, to, name, constant, NULL);
}

/* The case for values without a constant, under a name that no constant has. */
static void add_other(struct builder *b, struct shape_type *to, uint32_t scope)
{
	struct names *names = b->plan->names;

	for (uint32_t i = 0; i < b->values; i++)
		names_take(names, scope, b->plan->constants[b->order[i]].name, CASE_KEBAB);
	add_case(b, to, names_take(names, scope, "other", CASE_KEBAB), NO_CONSTANT);
}

static void add_enum(struct builder *b, struct shape_type *to, uint32_t scope)
{
	qsort(b->order, b->values, sizeof(*b->order), by_number);
	for (uint32_t i = 0; i < b->values; i++)
		add_case(b, to, b->plan->constants[b->order[i]].name, b->order[i]);
	if (b->shape->for_guest)
		add_other(b, to, scope);
}

/* The bits that are set in a constant, which may be sign-extended. */
static uint64_t bits_of(const struct builder *b, const struct plan_type *type, uint32_t constant)
{
	uint64_t value = b->plan->constants[constant].value;

	return type->size < 8 ? value & ((1ULL << type->size * 8) - 1) : value;
}

/* Whether each value is a single bit, or 0, and one is 4 or more: 0, 1, 2 only count. */
static bool is_flags(const struct builder *b, const struct plan_type *type)
{
	uint64_t bits = 0;

	for (uint32_t i = 0; i < b->values; i++) {
		bits = bits_of(b, type, b->order[i]);
		if ((bits & (bits - 1)) || bits >= 1ULL << MAX_FLAGS)
			return false;
	}
	return bits >= 4;
}

/* Flag n is bit n, so that flags in memory have the value that C gives them. */
static void add_flags(struct builder *b, const struct plan_type *type, struct shape_type *to,
		      uint32_t scope)
{
	struct names *names = b->plan->names;
	uint32_t i = 0;
	char name[16];

	if (bits_of(b, type, b->order[0]) == 0)
		to->zero = b->order[i++];
	for (uint32_t taken = i; taken < b->values; taken++)
		names_take(names, scope, b->plan->constants[b->order[taken]].name, CASE_KEBAB);
	for (unsigned int bit = 0; i < b->values; bit++) {
		if (bits_of(b, type, b->order[i]) == 1ULL << bit) {
			add_case(b, to, b->plan->constants[b->order[i]].name, b->order[i]);
			i++;
		} else {
			snprintf(name, sizeof(name), "bit-%u", bit);
			add_case(b, to, names_take(names, scope, name, CASE_KEBAB), NO_CONSTANT);
		}
	}
}

static void shape_enum(struct builder *b, const struct plan_type *type, struct shape_type *to)
{
	/* A scope of its own; the plan counts its own from 0. */
	uint32_t scope = UINT32_MAX - 1 - (uint32_t)(type - b->plan->types);

	to->zero = NO_CONSTANT;
	if (!type->name)
		return;
	to->weight = primitive;
	order_values(b, type);
	if (b->values == 0 || b->values + b->shape->for_guest > MAX_FIELDS) {
		to->kind = SHAPE_INTEGER;
	} else if (is_flags(b, type)) {
		to->kind = SHAPE_FLAGS;
		add_flags(b, type, to, scope);
	} else {
		to->kind = SHAPE_ENUM;
		add_enum(b, to, scope);
	}
}

/* --- unions ---------------------------------------------------------------------------- */

/* Whether both name the same column. */
static bool same_column(const char *a, const char *b)
{
	const size_t len = strcspn(a, ":");

	return strncmp(a, b, len) == 0 && b[len] == ':' && a[len] == ':';
}

/* Of each member the tag, which is the first's column. False if the union is none of that sort. */
static bool find_tags(const struct builder *b, const struct plan_body *body, const char **tags,
		      struct shape_type *to)
{
	const struct plan_field *field = &b->plan->fields[body->first_field];
	const char *column = NULL;

	if (body->fields != btf_vlen(btf__type_by_id(b->plan->btf, body->id)))
		return false;
	for (uint32_t i = 0; i < body->fields; i++) {
		tags[i] = cases_find(&b->tags, body->id, i);
		if (field[i].kind != FIELD_MEMBER || !field[i].name ||
		    (tags[i] && !same_column(column ? column : tags[i], tags[i])))
			return false;
		column = column ? column : tags[i];
	}
	to->column = column;
	return column;
}

static void shape_union(struct builder *b, const struct plan_type *type, struct shape_type *to)
{
	const uint32_t scope = UINT32_MAX - 1 - (uint32_t)(type - b->plan->types);
	const struct plan_body *body = &b->plan->bodies[type->body];
	const struct plan_field *field = &b->plan->fields[body->first_field];
	const char *tags[MAX_CASES];

	if (body->is_opaque || body->fields >= MAX_CASES || !find_tags(b, body, tags, to)) {
		to->column = NULL;
		return;
	}
	for (uint32_t i = 0; i < body->fields; i++) {
		names_take(b->plan->names, scope, field[i].name, CASE_KEBAB);
		if (tags[i])
			add_tagged(b, to, field[i].name, body->first_field + i, tags[i]);
	}
	add_case(b, to, names_take(b->plan->names, scope, "other", CASE_KEBAB), NO_CONSTANT);
}

static void shape_unions(struct builder *b)
{
	for (size_t i = 0; i < b->plan->type_count && !b->failed && b->tags.count; i++)
		if (b->plan->types[i].kind == PLAN_UNION)
			shape_union(b, &b->plan->types[i], &b->shape->types[i]);
}

/* --- what a validator makes of a type ------------------------------------------------- */

static struct shape_weight list_of(const struct builder *b, struct shape_weight element,
				   uint64_t length)
{
	struct shape_weight list = { element.nodes + 1, element.depth + 1, 8 };

	if (b->shape->fixed_lists && length)
		list.size = element.size * length;
	if (list.size > MAX_SIZE)
		list.size = MAX_SIZE + 1;
	return list;
}

static void add_field(struct shape_weight *record, struct shape_weight field)
{
	record->nodes += field.nodes;
	if (record->depth <= field.depth)
		record->depth = field.depth + 1;
	record->size += (field.size + 7) / 8 * 8;
}

static struct shape_weight weigh_base(const struct builder *b, const struct plan_ref *ref)
{
	struct shape_weight weight = primitive;

	switch (ref->kind) {
	case REF_NAMED:
		return b->shape->types[ref->type].weight;
	case REF_BYTES:
	case REF_INLINE:
		return list_of(b, primitive, ref->size);
	default:
		if (ref->size == 16) { /* two fields of a tuple */
			add_field(&weight, primitive);
			add_field(&weight, primitive);
		}
		weight.size = ref->size;
		return weight;
	}
}

static struct shape_weight weigh(const struct builder *b, const struct plan_ref *ref)
{
	struct shape_weight weight = weigh_base(b, ref);

	for (uint32_t i = ref->dims; i > 0; i--)
		weight = list_of(b, weight, b->plan->dims[ref->first_dim + i - 1]);
	return weight;
}

/* --- everything -------------------------------------------------------------------------- */

bool shape_has(const struct plan_field *field)
{
	return field->kind == FIELD_MEMBER || field->kind == FIELD_BIT;
}

bool shape_is_string(const struct shape *shape, const struct plan_ref *ref)
{
	return shape->for_guest && ref->kind == REF_CHAR && ref->dims;
}

bool shape_is_bytes(const struct plan *plan, const struct plan_ref *ref)
{
	if (!ref->dims)
		return false;
	while (ref->kind == REF_NAMED && plan->types[ref->type].kind == PLAN_TYPEDEF &&
	       !plan->types[ref->type].ref.dims)
		ref = &plan->types[ref->type].ref;
	return ref->kind == REF_INT && ref->size == 1 && !ref->is_signed;
}

/* A bit-field of 128 bits' type has no number that it could be: nobody has one. */
static bool is_wide_bit(const struct builder *b, const struct plan_field *field)
{
	const struct plan_ref *ref = &field->ref;

	while (ref->kind == REF_NAMED && b->plan->types[ref->type].kind == PLAN_TYPEDEF)
		ref = &b->plan->types[ref->type].ref;
	return b->shape->for_guest && field->kind == FIELD_BIT && ref->size > 8;
}

/* The cases' types are what a record's fields would be. */
static enum shape_kind weigh_variant(const struct builder *b, struct shape_type *to)
{
	to->weight = (struct shape_weight){ .nodes = 1, .depth = 1 };
	for (uint32_t i = 0; i + 1 < to->cases; i++) {
		const struct shape_case *one = &b->shape->cases[to->first_case + i];

		add_field(&to->weight, weigh(b, &b->plan->fields[one->constant].ref));
	}
	add_field(&to->weight, list_of(b, primitive, 0));
	return SHAPE_VARIANT;
}

static enum shape_kind shape_body(const struct builder *b, const struct plan_type *type,
				  struct shape_type *to)
{
	const struct plan_body *body = &b->plan->bodies[type->body];
	const struct plan_field *field = &b->plan->fields[body->first_field];
	uint32_t count = 0;

	if (to->column)
		return weigh_variant(b, to);
	if (body->is_union || body->is_opaque)
		return SHAPE_BYTES;
	to->weight = (struct shape_weight){ .nodes = 1, .depth = 1 };
	for (uint32_t i = 0; i < body->fields && count <= MAX_FIELDS; i++) {
		if (!shape_has(&field[i]))
			continue;
		if (is_wide_bit(b, &field[i]))
			return SHAPE_BYTES;
		add_field(&to->weight, weigh(b, &field[i].ref));
		count++;
	}
	return count == 0 || count > MAX_FIELDS ? SHAPE_BYTES : SHAPE_RECORD;
}

/* The bytes of a type, in place if they are not too many for that. */
static struct shape_weight weigh_bytes(const struct builder *b, uint32_t size,
				       uint32_t *ret_length)
{
	struct shape_weight weight = list_of(b, primitive, size);

	*ret_length = weight.size <= MAX_SIZE && b->shape->fixed_lists ? size : 0;
	return *ret_length ? weight : list_of(b, primitive, 0);
}

static void shape_type(const struct builder *b, const struct plan_type *type,
		       struct shape_type *to, uint32_t max_nodes)
{
	if (type->kind == PLAN_TYPEDEF) {
		to->kind = SHAPE_ALIAS;
		to->weight = weigh(b, &type->ref);
	} else {
		to->kind = shape_body(b, type, to);
	}
	if (to->weight.depth > MAX_DEPTH || to->weight.nodes > max_nodes ||
	    to->weight.size > MAX_SIZE)
		to->kind = SHAPE_BYTES;
	if (to->kind == SHAPE_BYTES)
		to->weight = weigh_bytes(b, type->size, &to->length);
}

/* Types follow those that they hold, so that one pass weighs them all. Returns the
 * nodes of all. */
static uint64_t shape_types(const struct builder *b, uint32_t max_nodes)
{
	uint64_t nodes = 0;

	for (size_t i = 0; i < b->plan->type_count; i++) {
		const struct plan_type *type = &b->plan->types[i];
		struct shape_type *to = &b->shape->types[i];

		if (type->kind != PLAN_ENUM && type->kind != PLAN_FORWARD)
			shape_type(b, type, to, max_nodes);
		nodes += to->weight.nodes;
	}
	for (size_t i = 0; b->shape->for_guest && i < b->plan->ref_count; i++)
		nodes += USES_OF_REF * weigh(b, &b->plan->refs[i]).nodes;
	return nodes;
}

static void shape_enums(struct builder *b)
{
	for (size_t i = 0; i < b->plan->type_count && !b->failed; i++)
		if (b->plan->types[i].kind == PLAN_ENUM)
			shape_enum(b, &b->plan->types[i], &b->shape->types[i]);
}

/* The types of a package that is too large become bytes, the largest first. */
static void shape_all(struct builder *b)
{
	uint32_t max_nodes = MAX_NODES;

	shape_enums(b);
	shape_unions(b);
	while (shape_types(b, max_nodes) > MAX_NODES && max_nodes > 1)
		max_nodes /= 4;
}

int shape_make(struct shape *shape, const struct plan *plan, const struct shape_opts *opts,
	       struct err *err)
{
	struct shape made = { .fixed_lists = opts->fixed_lists, .for_guest = opts->for_guest };
	struct builder b = { .plan = plan, .shape = &made };

	made.types = calloc(plan->type_count + 1, sizeof(*made.types));
	made.next_same = calloc(plan->constant_count + 1, sizeof(*made.next_same));
	b.order = calloc(plan->constant_count + 1, sizeof(*b.order));
	b.failed = !made.types || !made.next_same || !b.order ||
		   (opts->for_guest && !cases_init(&b.tags, plan->btf));
	if (!b.failed)
		shape_all(&b);
	free(b.order);
	cases_release(&b.tags);
	if (b.failed) {
		shape_release(&made);
		return err_set(err, ENOMEM, "out of memory");
	}
	*shape = made;
	return 0;
}

void shape_release(struct shape *shape)
{
	free(shape->types);
	free(shape->cases);
	free(shape->next_same);
	*shape = (struct shape){ 0 };
}
