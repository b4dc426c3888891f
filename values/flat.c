// SPDX-License-Identifier: MIT
#include "values/flat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/wit_type.h"
#include "values/cases.h"
#include "values/shape.h"

enum { STEPS_MAX = 1 << 20, PATH_MAX_SIZE = 512 };

struct maker {
	struct flat *flat;
	const struct plan *plan;
	const struct shape *shape;
	const struct plan_type *record; /* around what is added, if it is a part of it; or null */
	uint32_t record_from;
	uint32_t closed; /* steps before this one are parts of a list or variant that has ended */
	char path[PATH_MAX_SIZE];
	struct err *err;
};

#define AGAIN "make the guest's WIT again from the object: btf2wit --world"

/* --- what does not fit ----------------------------------------------------------------------- */

static int no_memory(const struct maker *m)
{
	return err_set(m->err, ENOMEM, "%s", strerror(ENOMEM));
}

static int differs(const struct maker *m, const char *ours, const struct wit_type *theirs)
{
	struct buf text = BUF_INIT(4096);

	wit_type_print(&text, theirs);
	err_set(m->err, EINVAL, "%s: it is %s in the object, and %s in the guest", m->path, ours,
		text.data ? text.data : "?");
	buf_release(&text);
	return err_hint(m->err, AGAIN);
}

/* Appends to the path, and returns what it was long before. */
static size_t enter(struct maker *m, const char *name)
{
	const size_t len = strlen(m->path);

	if (len + strlen(name) + 2 < sizeof(m->path)) {
		strcat(m->path, ".");
		strcat(m->path, name);
	}
	return len;
}

/* --- steps ------------------------------------------------------------------------------------ */

static struct flat_step *add_step(struct maker *m, enum flat_code code, uint32_t from, uint32_t to)
{
	struct flat *flat = m->flat;
	struct flat_step *step;

	if (flat->step_count == flat->step_cap) {
		const uint32_t cap = flat->step_cap ? 2 * flat->step_cap : 64;
		struct flat_step *steps = cap > STEPS_MAX
						  ? NULL
						  : realloc(flat->steps, cap * sizeof(*steps));

		if (!steps)
			return NULL;
		flat->steps = steps;
		flat->step_cap = cap;
	}
	step = &flat->steps[flat->step_count++];
	*step = (struct flat_step){ .code = code, .from = from, .to = to };
	return step;
}

/* What follows the last copy in both places is copied with it. `first` is where this list of steps
 * begins: none before it is for the same element. */
static int add_copy(struct maker *m, uint32_t first, uint32_t from, uint32_t to, uint32_t size)
{
	struct flat *flat = m->flat;
	struct flat_step *step;

	if (flat->step_count > first && flat->step_count > m->closed) {
		step = &flat->steps[flat->step_count - 1];
		if (step->code == FLAT_COPY && step->from + step->size == from &&
		    step->to + step->size == to) {
			step->size += size;
			return 0;
		}
	}
	step = add_step(m, FLAT_COPY, from, to);
	if (!step)
		return no_memory(m);
	step->size = size;
	return 0;
}

static int add_bytes(struct maker *m, uint32_t from, uint32_t to, uint32_t size,
		     const struct wit_type *type)
{
	struct flat_step *step;

	if (type->kind != WIT_LIST || type->parts[0].type->kind != WIT_U8)
		return differs(m, "list<u8>", type);
	step = add_step(m, FLAT_LIST, from, to);
	if (!step)
		return no_memory(m);
	step->count = size;
	step->stride = step->element = step->align = 1;
	step->next = m->closed = m->flat->step_count;
	return 0;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static enum wit_kind integer_kind(uint32_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? WIT_S8 : WIT_U8;
	case 2:
		return is_signed ? WIT_S16 : WIT_U16;
	case 4:
		return is_signed ? WIT_S32 : WIT_U32;
	default:
		return is_signed ? WIT_S64 : WIT_U64;
	}
}

static int want(const struct maker *m, enum wit_kind kind, const struct wit_type *type)
{
	struct wit_type ours = { .kind = kind };
	struct buf text = BUF_INIT(256);
	int ret;

	if (type->kind == kind)
		return 0;
	wit_type_print(&text, &ours);
	ret = differs(m, text.data ? text.data : "?", type);
	buf_release(&text);
	return ret;
}

static int add_wide(struct maker *m, uint32_t first, const struct plan_ref *ref, uint32_t from,
		    uint32_t to, const struct wit_type *type)
{
	const enum wit_kind high = ref->is_signed ? WIT_S64 : WIT_U64;

	if (type->kind != WIT_TUPLE || type->count != 2 || type->parts[0].type->kind != WIT_U64 ||
	    type->parts[1].type->kind != high)
		return differs(m, ref->is_signed ? "tuple<u64, s64>" : "tuple<u64, u64>", type);
	return add_copy(m, first, from, to, 16);
}

static int by_value(const void *left, const void *right)
{
	const struct flat_case *a = left, *b = right;

	return a->value < b->value ? -1 : a->value > b->value;
}

/* The low bits of a constant, as a value of so many has them. */
static uint64_t cut(uint64_t value, uint32_t bits)
{
	return bits < 64 ? value & ((1ull << bits) - 1) : value;
}

static int add_cases(struct maker *m, const struct plan_type *type, const struct shape_type *shape,
		     struct flat_step *step)
{
	struct flat *flat = m->flat;
	const uint32_t need = flat->case_count + shape->cases;
	const uint32_t bits = step->bits ? step->bits : type->size * 8;
	struct flat_case *cases = realloc(flat->cases, need * sizeof(*cases));

	if (!cases)
		return no_memory(m);
	flat->cases = cases;
	step->first = flat->case_count;
	for (uint32_t i = 0; i < shape->cases; i++) {
		const struct shape_case *one = &m->shape->cases[shape->first_case + i];

		if (one->constant == NO_CONSTANT)
			continue;
		cases[flat->case_count++] = (struct flat_case){
			cut(m->plan->constants[one->constant].value, bits), i
		};
	}
	step->count = flat->case_count - step->first;
	qsort(cases + step->first, step->count, sizeof(*cases), by_value);
	return 0;
}

/* The cases or flags of both are the same. The first that is not is named. */
static int same_names(struct maker *m, const struct shape_type *shape, const struct wit_type *type,
		      const char *word)
{
	const uint32_t both = shape->cases < type->count ? shape->cases : type->count;

	for (uint32_t i = 0; i < both; i++) {
		const char *ours = m->shape->cases[shape->first_case + i].name;

		ours += *ours == '%';
		if (strcmp(ours, type->parts[i].name) == 0)
			continue;
		err_set(m->err, EINVAL,
			"%s: %s %u is '%s' in the object, and '%.100s' in the guest", m->path, word,
			i, ours, type->parts[i].name);
		return err_hint(m->err, AGAIN);
	}
	if (shape->cases == type->count)
		return 0;
	err_set(m->err, EINVAL, "%s: it has %u %ss in the object, and %u in the guest", m->path,
		shape->cases, word, type->count);
	return err_hint(m->err, AGAIN);
}

static int add_enum(struct maker *m, const struct plan_type *planned,
		    const struct shape_type *shape, struct flat_step *step,
		    const struct wit_type *type)
{
	int ret = want(m, WIT_ENUM, type);

	if (!ret)
		ret = same_names(m, shape, type, "case");
	if (ret)
		return ret;
	step->code = FLAT_ENUM;
	step->to_size = (uint8_t)type->size;
	return add_cases(m, planned, shape, step);
}

/* A number of C that becomes one of the value, a bool, flags or a case. */
static int add_number(struct maker *m, const struct plan_ref *ref, struct flat_step *step,
		      const struct wit_type *type)
{
	const struct plan_type *named;
	const struct shape_type *shape;
	int ret;

	if (!step)
		return no_memory(m);
	if (ref->kind == REF_BOOL) {
		step->is_bool = true;
		step->to_size = 1;
		return want(m, WIT_BOOL, type);
	}
	step->is_signed = ref->is_signed;
	step->to_size = (uint8_t)type->size;
	if (ref->kind != REF_NAMED)
		return want(m, integer_kind(ref->size, ref->is_signed), type);
	named = &m->plan->types[ref->type];
	shape = &m->shape->types[ref->type];
	switch (shape->kind) {
	case SHAPE_ALIAS:
		return add_number(m, &named->ref, step, type);
	case SHAPE_ENUM:
		return add_enum(m, named, shape, step, type);
	case SHAPE_FLAGS:
		/* Bits without a flag have no place in the value. */
		if (step->bits > shape->cases)
			step->bits = (uint8_t)shape->cases;
		ret = want(m, WIT_FLAGS, type);
		return ret ? ret : same_names(m, shape, type, "flag");
	default:
		step->is_signed = named->is_signed;
		return want(m, integer_kind(named->size, named->is_signed), type);
	}
}

static int add_flags(struct maker *m, const struct plan_type *planned,
		     const struct shape_type *shape, uint32_t from, uint32_t to,
		     const struct wit_type *type)
{
	struct flat_step *step;
	int ret = want(m, WIT_FLAGS, type);

	if (!ret)
		ret = same_names(m, shape, type, "flag");
	if (ret)
		return ret;
	step = add_step(m, FLAT_NUMBER, from, to);
	if (!step)
		return no_memory(m);
	step->size = planned->size;
	step->bits = (uint8_t)shape->cases;
	step->to_size = (uint8_t)type->size;
	return 0;
}

/* --- types ------------------------------------------------------------------------------------ */

static int add_ref(struct maker *m, uint32_t first, const struct plan_ref *ref, uint32_t dim,
		   uint32_t from, uint32_t to, const struct wit_type *type);

static int add_field(struct maker *m, uint32_t first, const struct plan_field *field, uint32_t from,
		     uint32_t to, const struct wit_type *type)
{
	const uint32_t bit = field->bit_offset;
	struct flat_step *step;

	if (field->kind == FIELD_MEMBER)
		return add_ref(m, first, &field->ref, 0, from + field->offset, to, type);
	step = add_step(m, FLAT_NUMBER, from + field->offset + bit / 8, to);
	if (step) {
		step->bit = bit % 8;
		step->bits = (uint8_t)field->bits;
		step->size = (bit % 8 + field->bits + 7) / 8;
	}
	return add_number(m, &field->ref, step, type);
}

static int add_record(struct maker *m, uint32_t first, const struct plan_type *planned,
		      uint32_t from, uint32_t to, const struct wit_type *type)
{
	const struct plan_body *body = &m->plan->bodies[planned->body];
	const struct plan_field *field = &m->plan->fields[body->first_field];
	const struct plan_type *around = m->record;
	const uint32_t around_from = m->record_from;
	uint32_t part = 0, end = 0;
	int ret = want(m, WIT_RECORD, type);

	m->record = planned;
	m->record_from = from;

	for (uint32_t i = 0; i < body->fields && !ret; i++, field++) {
		const char *name = field->name;
		const struct wit_part *theirs = &type->parts[part];
		size_t len;

		if (!shape_has(field))
			continue;
		name += *name == '%';
		if (part == type->count || strcmp(theirs->name, name) != 0) {
			err_set(m->err, EINVAL,
				"%s: field %u is '%s' in the object, and %s%.100s%s in the guest",
				m->path, part, name, part == type->count ? "missing" : "'",
				part == type->count ? "" : theirs->name,
				part == type->count ? "" : "'");
			return err_hint(m->err, AGAIN);
		}
		end = wit_type_place(theirs->type, end);
		len = enter(m, name);
		ret = add_field(m, first, field, from, to + end, theirs->type);
		m->path[len] = '\0';
		end += theirs->type->size;
		part++;
	}
	m->record = around;
	m->record_from = around_from;
	if (!ret && part != type->count)
		return err_set(m->err, EINVAL,
			       "%s: the guest has a field '%.100s', and the object "
			       "has none",
			       m->path, type->parts[part].name);
	return ret;
}

/* The column that decides: a number beside the union. */
static const struct plan_field *find_column(const struct maker *m, const char *tag)
{
	const struct plan_body *body = m->record ? &m->plan->bodies[m->record->body] : NULL;
	const struct plan_field *field = body ? &m->plan->fields[body->first_field] : NULL;
	const size_t len = strcspn(tag, ":");

	for (uint32_t i = 0; body && i < body->fields; i++, field++)
		if (field->kind == FIELD_MEMBER && !field->ref.dims && field->size <= 8 &&
		    field->source && strncmp(field->source, tag, len) == 0 && !field->source[len])
			return field;
	return NULL;
}

/* Which case each value of the column means. The first of two that are the same counts. */
static int add_choices(struct maker *m, const struct shape_type *shape, struct flat_step *step)
{
	const struct plan_field *column = find_column(m, shape->column);
	struct flat *flat = m->flat;
	struct flat_case *cases = realloc(flat->cases,
					  (flat->case_count + shape->cases) * sizeof(*cases));

	if (!cases)
		return no_memory(m);
	flat->cases = cases;
	step->first = flat->case_count;
	for (uint32_t i = 0; column && i + 1 < shape->cases; i++) {
		uint64_t value;
		bool is_new = cases_value(m->plan, &column->ref,
					  m->shape->cases[shape->first_case + i].tag, &value);

		value = cut(value, column->size * 8);
		for (uint32_t j = step->first; j < flat->case_count; j++)
			is_new = is_new && cases[j].value != value;
		if (is_new)
			cases[flat->case_count++] = (struct flat_case){ value, i };
	}
	step->count = flat->case_count - step->first;
	step->other = shape->cases - 1;
	if (column) {
		step->tag = m->record_from + column->offset;
		step->size = column->size;
		step->bits = (uint8_t)(column->size * 8);
	}
	qsort(cases + step->first, step->count, sizeof(*cases), by_value);
	return 0;
}

/* The steps of one case, in the place of the union; of the last one its bytes. */
static int add_case(struct maker *m, const struct plan_type *planned,
		    const struct shape_type *shape, uint32_t index, uint32_t from, uint32_t to,
		    const struct wit_type *type)
{
	const struct shape_case *one = &m->shape->cases[shape->first_case + index];
	const struct wit_part *theirs = &type->parts[index];
	const char *name = one->name + (*one->name == '%');
	const uint32_t place = m->flat->step_count;
	const size_t len = enter(m, name);
	struct flat_step *step = add_step(m, FLAT_CASE, 0, 0);
	int ret = 0;

	if (!step)
		return no_memory(m);
	step->other = index;
	if (!theirs->type)
		ret = err_set(m->err, EINVAL,
			      "%s: it has a type in the object, and none in the guest", m->path);
	else if (one->constant == NO_CONSTANT)
		ret = add_bytes(m, from, to, planned->size, theirs->type);
	else
		ret = add_ref(m, place + 1, &m->plan->fields[one->constant].ref, 0, from, to,
			      theirs->type);
	m->path[len] = '\0';
	m->flat->steps[place].next = m->closed = m->flat->step_count;
	return ret;
}

static int add_variant(struct maker *m, const struct plan_type *planned,
		       const struct shape_type *shape, uint32_t from, uint32_t to,
		       const struct wit_type *type)
{
	const struct plan_type *around = m->record;
	const uint32_t place = m->flat->step_count;
	struct flat_step *step;
	int ret = want(m, WIT_VARIANT, type);

	if (!ret)
		ret = same_names(m, shape, type, "case");
	if (ret)
		return ret;
	step = add_step(m, FLAT_VARIANT, from, to);
	if (!step)
		return no_memory(m);
	step->stride = planned->size;
	ret = add_choices(m, shape, step);
	m->record = NULL;
	for (uint32_t i = 0; i < shape->cases && !ret; i++)
		ret = add_case(m, planned, shape, i, from, (uint32_t)wit_type_inside(to, type),
			       type);
	m->record = around;
	m->flat->steps[place].next = m->closed = m->flat->step_count;
	return ret;
}

static int add_named(struct maker *m, uint32_t first, uint32_t index, uint32_t from, uint32_t to,
		     const struct wit_type *type)
{
	const struct plan_type *planned = &m->plan->types[index];
	const struct shape_type *shape = &m->shape->types[index];
	struct flat_step *step;

	switch (shape->kind) {
	case SHAPE_RECORD:
		return add_record(m, first, planned, from, to, type);
	case SHAPE_VARIANT:
		return add_variant(m, planned, shape, from, to, type);
	case SHAPE_ENUM:
		step = add_step(m, FLAT_ENUM, from, to);
		if (!step)
			return no_memory(m);
		step->size = planned->size;
		return add_enum(m, planned, shape, step, type);
	case SHAPE_FLAGS:
		return add_flags(m, planned, shape, from, to, type);
	case SHAPE_INTEGER:
		if (want(m, integer_kind(planned->size, planned->is_signed), type) < 0)
			return -EINVAL;
		return add_copy(m, first, from, to, planned->size);
	case SHAPE_ALIAS:
		return add_ref(m, first, &planned->ref, 0, from, to, type);
	default:
		return add_bytes(m, from, to, planned->size, type);
	}
}

static int add_base(struct maker *m, uint32_t first, const struct plan_ref *ref, uint32_t from,
		    uint32_t to, const struct wit_type *type)
{
	struct flat_step *step;
	int ret = 0;

	switch (ref->kind) {
	case REF_INT:
	case REF_POINTER:
		if (ref->size == 16)
			return add_wide(m, first, ref, from, to, type);
		ret = want(m, integer_kind(ref->size, ref->kind == REF_INT && ref->is_signed),
			   type);
		break;
	case REF_CHAR:
		ret = want(m, WIT_U8, type);
		break;
	case REF_FLOAT:
		ret = want(m, ref->size == 4 ? WIT_F32 : WIT_F64, type);
		break;
	case REF_BOOL:
		step = add_step(m, FLAT_NUMBER, from, to);
		if (step)
			step->size = 1;
		return add_number(m, ref, step, type);
	case REF_NAMED:
		return add_named(m, first, ref->type, from, to, type);
	default:
		return add_bytes(m, from, to, ref->size, type);
	}
	return ret ? ret : add_copy(m, first, from, to, ref->size);
}

/* Bytes of an element below the dimensions up to `dim`. */
static uint64_t stride_of(const struct maker *m, const struct plan_ref *ref, uint32_t dim)
{
	uint64_t size = ref->kind == REF_NAMED ? m->plan->types[ref->type].size : ref->size;

	for (uint32_t i = dim + 1; i < ref->dims; i++)
		size *= m->plan->dims[ref->first_dim + i];
	return size;
}

static int add_array(struct maker *m, const struct plan_ref *ref, uint32_t dim, uint32_t from,
		     uint32_t to, const struct wit_type *type)
{
	const uint32_t count = m->plan->dims[ref->first_dim + dim], place = m->flat->step_count;
	const struct plan_type *around = m->record;
	struct flat_step *step;
	int ret;

	if (dim + 1 == ref->dims && shape_is_string(m->shape, ref)) {
		step = add_step(m, FLAT_STRING, from, to);
		if (!step)
			return no_memory(m);
		step->size = count;
		return want(m, WIT_STRING, type);
	}
	if (type->kind != WIT_LIST)
		return differs(m, "list", type);
	step = add_step(m, FLAT_LIST, from, to);
	if (!step)
		return no_memory(m);
	step->count = count;
	step->stride = (uint32_t)stride_of(m, ref, dim);
	step->element = type->parts[0].type->size;
	step->align = type->parts[0].type->align;
	m->record = NULL; /* an element does not know where it lies in the record */
	ret = add_ref(m, place + 1, ref, dim + 1, 0, 0, type->parts[0].type);
	m->record = around;
	step = &m->flat->steps[place];
	step->next = m->closed = m->flat->step_count;
	/* Elements that are copied whole are one copy. */
	if (!ret && step->next == place + 2 && step[1].code == FLAT_COPY &&
	    step[1].size == step->stride && step->stride == step->element) {
		m->flat->step_count = step->next = m->closed = place + 1;
	}
	return ret;
}

static int add_ref(struct maker *m, uint32_t first, const struct plan_ref *ref, uint32_t dim,
		   uint32_t from, uint32_t to, const struct wit_type *type)
{
	return dim < ref->dims ? add_array(m, ref, dim, from, to, type)
			       : add_base(m, first, ref, from, to, type);
}

int flat_make(struct flat *flat, const struct plan *plan, const struct shape *shape,
	      const struct plan_ref *ref, const struct wit_type *type, const char *what,
	      struct err *err)
{
	struct maker m = { .flat = flat, .plan = plan, .shape = shape, .err = err };
	int ret;

	*flat = (struct flat){ .size = type->size, .align = type->align };
	strncpy(m.path, what, sizeof(m.path) - 1);
	flat->from_size = (uint32_t)(stride_of(&m, ref, 0) *
				     (ref->dims ? plan->dims[ref->first_dim] : 1));
	ret = add_ref(&m, 0, ref, 0, 0, 0, type);
	if (ret)
		flat_release(flat);
	return ret;
}

void flat_release(struct flat *flat)
{
	free(flat->steps);
	free(flat->cases);
	*flat = (struct flat){ 0 };
}
