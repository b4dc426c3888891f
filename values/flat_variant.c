// SPDX-License-Identifier: MIT
/* Steps for a union of which a column says which member counts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"
#include "lib/err.h"
#include "lib/wit_type.h"
#include "values/cases.h"
#include "values/flat_parts.h"
#include "values/shape.h"

/* The column that decides: a number beside the union. */
static const struct plan_field *find_column(const struct flat_maker *m, const char *tag)
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
static int add_choices(struct flat_maker *m, const struct shape_type *shape, struct flat_step *step)
{
	const struct plan_field *column = find_column(m, shape->column);
	struct flat *flat = m->flat;
	struct flat_case *cases = realloc(flat->cases,
					  (flat->case_count + shape->cases) * sizeof(*cases));

	if (!cases)
		return flat_no_memory(m);
	flat->cases = cases;
	step->first = flat->case_count;
	for (uint32_t i = 0; column && i + 1 < shape->cases; i++) {
		uint64_t value;
		bool is_new = cases_value(m->plan, &column->ref,
					  m->shape->cases[shape->first_case + i].tag, &value);

		value = flat_cut(value, column->size * 8);
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
	qsort(cases + step->first, step->count, sizeof(*cases), flat_by_value);
	return 0;
}

/* The steps of one case, in the place of the union; of the last one its bytes. */
static int add_case(struct flat_maker *m, const struct plan_type *planned,
		    const struct shape_type *shape, uint32_t index, uint32_t from, uint32_t to,
		    const struct wit_type *type)
{
	const struct shape_case *one = &m->shape->cases[shape->first_case + index];
	const struct wit_part *theirs = &type->parts[index];
	const char *name = one->name + (*one->name == '%');
	const uint32_t place = m->flat->step_count;
	const size_t len = flat_enter(m, name);
	struct flat_step *step = flat_add_step(m, FLAT_CASE, 0, 0);
	int ret = 0;

	if (!step)
		return flat_no_memory(m);
	step->other = index;
	if (!theirs->type)
		ret = err_set(m->err, EINVAL,
			      "%s: it has a type in the object, and none in the guest", m->path);
	else if (one->constant == NO_CONSTANT)
		ret = flat_add_bytes(m, from, to, planned->size, theirs->type);
	else
		ret = flat_add_ref(m, place + 1, &m->plan->fields[one->constant].ref, 0, from, to,
				   theirs->type);
	m->path[len] = '\0';
	m->flat->steps[place].next = m->closed = m->flat->step_count;
	return ret;
}

int flat_add_variant(struct flat_maker *m, const struct plan_type *planned,
		     const struct shape_type *shape, uint32_t from, uint32_t to,
		     const struct wit_type *type)
{
	const struct plan_type *around = m->record;
	const uint32_t place = m->flat->step_count;
	struct flat_step *step;
	int ret = flat_want(m, WIT_VARIANT, type);

	if (!ret)
		ret = flat_same_names(m, shape, type, "case");
	if (ret)
		return ret;
	step = flat_add_step(m, FLAT_VARIANT, from, to);
	if (!step)
		return flat_no_memory(m);
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
