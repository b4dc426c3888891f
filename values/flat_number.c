// SPDX-License-Identifier: MIT
/* Steps for numbers: what becomes a number, a bool, flags or a case. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"
#include "lib/err.h"
#include "lib/wit_type.h"
#include "values/flat_parts.h"
#include "values/shape.h"

enum wit_kind flat_integer(uint32_t size, bool is_signed)
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

int flat_by_value(const void *left, const void *right)
{
	const struct flat_case *a = left, *b = right;

	return a->value < b->value ? -1 : a->value > b->value;
}

/* The low bits of a constant, as a value of so many has them. */
uint64_t flat_cut(uint64_t value, uint32_t bits)
{
	return bits < 64 ? value & ((1ull << bits) - 1) : value;
}

static int add_cases(struct flat_maker *m, const struct plan_type *type,
		     const struct shape_type *shape, struct flat_step *step)
{
	struct flat *flat = m->flat;
	const uint32_t need = flat->case_count + shape->cases;
	const uint32_t bits = step->bits ? step->bits : type->size * 8;
	struct flat_case *cases = realloc(flat->cases, need * sizeof(*cases));

	if (!cases)
		return flat_no_memory(m);
	flat->cases = cases;
	step->first = flat->case_count;
	for (uint32_t i = 0; i < shape->cases; i++) {
		const struct shape_case *one = &m->shape->cases[shape->first_case + i];

		if (one->constant == NO_CONSTANT)
			continue;
		cases[flat->case_count++] = (struct flat_case){
			flat_cut(m->plan->constants[one->constant].value, bits), i
		};
	}
	step->count = flat->case_count - step->first;
	qsort(cases + step->first, step->count, sizeof(*cases), flat_by_value);
	return 0;
}

int flat_add_enum(struct flat_maker *m, const struct plan_type *planned,
		  const struct shape_type *shape, struct flat_step *step,
		  const struct wit_type *type)
{
	int ret = flat_want(m, WIT_ENUM, type);

	if (!ret)
		ret = flat_same_names(m, shape, type, "case");
	if (ret)
		return ret;
	step->code = FLAT_ENUM;
	step->to_size = (uint8_t)type->size;
	return add_cases(m, planned, shape, step);
}

/* A number of C that becomes one of the value, a bool, flags or a case. */
int flat_add_number(struct flat_maker *m, const struct plan_ref *ref, struct flat_step *step,
		    const struct wit_type *type)
{
	const struct plan_type *named;
	const struct shape_type *shape;
	int ret;

	if (!step)
		return flat_no_memory(m);
	if (ref->kind == REF_BOOL) {
		step->is_bool = true;
		step->to_size = 1;
		return flat_want(m, WIT_BOOL, type);
	}
	step->is_signed = ref->is_signed;
	step->to_size = (uint8_t)type->size;
	if (ref->kind != REF_NAMED)
		return flat_want(m, flat_integer(ref->size, ref->is_signed), type);
	named = &m->plan->types[ref->type];
	shape = &m->shape->types[ref->type];
	switch (shape->kind) {
	case SHAPE_ALIAS:
		return flat_add_number(m, &named->ref, step, type);
	case SHAPE_ENUM:
		return flat_add_enum(m, named, shape, step, type);
	case SHAPE_FLAGS:
		/* Bits without a flag have no place in the value. */
		if (step->bits > shape->cases)
			step->bits = (uint8_t)shape->cases;
		ret = flat_want(m, WIT_FLAGS, type);
		return ret ? ret : flat_same_names(m, shape, type, "flag");
	default:
		step->is_signed = named->is_signed;
		return flat_want(m, flat_integer(named->size, named->is_signed), type);
	}
}

int flat_add_flags(struct flat_maker *m, const struct plan_type *planned,
		   const struct shape_type *shape, uint32_t from, uint32_t to,
		   const struct wit_type *type)
{
	struct flat_step *step;
	int ret = flat_want(m, WIT_FLAGS, type);

	if (!ret)
		ret = flat_same_names(m, shape, type, "flag");
	if (ret)
		return ret;
	step = flat_add_step(m, FLAT_NUMBER, from, to);
	if (!step)
		return flat_no_memory(m);
	step->size = planned->size;
	step->bits = (uint8_t)shape->cases;
	step->to_size = (uint8_t)type->size;
	return 0;
}
