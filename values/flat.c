// SPDX-License-Identifier: MIT
#include "values/flat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/wit_type.h"
#include "values/flat_parts.h"
#include "values/shape.h"
#include "values/world.h"

enum { STEPS_MAX = 1 << 20 };

/* --- what does not fit ----------------------------------------------------------------------- */

int flat_no_memory(const struct flat_maker *m)
{
	return err_set(m->err, ENOMEM, "%s", strerror(ENOMEM));
}

int flat_differs(const struct flat_maker *m, const char *ours, const struct wit_type *theirs)
{
	struct buf text = BUF_INIT(4096);

	wit_type_print(&text, theirs);
	err_set(m->err, EINVAL, "%s: it is %s in the object, and %s in the guest", m->path, ours,
		text.data ? text.data : "?");
	buf_release(&text);
	return world_hint_again(m->err);
}

/* Appends to the path, and returns what it was long before. */
size_t flat_enter(struct flat_maker *m, const char *name)
{
	const size_t len = strlen(m->path);

	if (len + strlen(name) + 2 < sizeof(m->path)) {
		strcat(m->path, ".");
		strcat(m->path, name);
	}
	return len;
}

int flat_want(const struct flat_maker *m, enum wit_kind kind, const struct wit_type *type)
{
	struct wit_type ours = { .kind = kind };
	struct buf text = BUF_INIT(256);
	int ret;

	if (type->kind == kind)
		return 0;
	wit_type_print(&text, &ours);
	ret = flat_differs(m, text.data ? text.data : "?", type);
	buf_release(&text);
	return ret;
}

/* The cases or flags of both are the same. The first that is not is named. */
int flat_same_names(struct flat_maker *m, const struct shape_type *shape,
		    const struct wit_type *type, const char *word)
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
		return world_hint_again(m->err);
	}
	if (shape->cases == type->count)
		return 0;
	err_set(m->err, EINVAL, "%s: it has %u %ss in the object, and %u in the guest", m->path,
		shape->cases, word, type->count);
	return world_hint_again(m->err);
}

/* --- steps ------------------------------------------------------------------------------------ */

struct flat_step *flat_add_step(struct flat_maker *m, enum flat_code code, uint32_t from,
				uint32_t to)
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
static int add_copy(struct flat_maker *m, uint32_t first, uint32_t from, uint32_t to, uint32_t size)
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
	step = flat_add_step(m, FLAT_COPY, from, to);
	if (!step)
		return flat_no_memory(m);
	step->size = size;
	return 0;
}

/* Keeps the path for a message about the step's value. */
static bool keep_name(const struct flat_maker *m, struct flat_step *step)
{
	struct flat *flat = m->flat;
	const uint32_t size = (uint32_t)strlen(m->path) + 1;
	char *names = realloc(flat->names, (size_t)flat->name_size + size);

	if (!names)
		return false;
	memcpy(names + flat->name_size, m->path, size);
	flat->names = names;
	step->name = flat->name_size;
	flat->name_size += size;
	return true;
}

static int add_hex(struct flat_maker *m, uint32_t from, uint32_t to, uint32_t size)
{
	struct flat_step *step = flat_add_step(m, FLAT_HEX, from, to);

	if (!step || !keep_name(m, step))
		return flat_no_memory(m);
	step->size = size;
	return 0;
}

int flat_add_bytes(struct flat_maker *m, uint32_t from, uint32_t to, uint32_t size,
		   const struct wit_type *type)
{
	struct flat_step *step;

	if (type->kind == WIT_STRING)
		return add_hex(m, from, to, size);
	if (type->kind != WIT_LIST || type->parts[0].type->kind != WIT_U8)
		return flat_differs(m, "list<u8>", type);
	step = flat_add_step(m, FLAT_LIST, from, to);
	if (!step)
		return flat_no_memory(m);
	step->count = size;
	step->stride = step->element = step->align = 1;
	step->next = m->closed = m->flat->step_count;
	return 0;
}

static int add_wide(struct flat_maker *m, uint32_t first, const struct plan_ref *ref, uint32_t from,
		    uint32_t to, const struct wit_type *type)
{
	const enum wit_kind high = ref->is_signed ? WIT_S64 : WIT_U64;

	if (type->kind != WIT_TUPLE || type->count != 2 || type->parts[0].type->kind != WIT_U64 ||
	    type->parts[1].type->kind != high)
		return flat_differs(m, ref->is_signed ? "tuple<u64, s64>" : "tuple<u64, u64>",
				    type);
	return add_copy(m, first, from, to, 16);
}

/* --- types ------------------------------------------------------------------------------------ */

int flat_add_ref(struct flat_maker *m, uint32_t first, const struct plan_ref *ref, uint32_t dim,
		 uint32_t from, uint32_t to, const struct wit_type *type);

static int add_field(struct flat_maker *m, uint32_t first, const struct plan_field *field,
		     uint32_t from, uint32_t to, const struct wit_type *type)
{
	const uint32_t bit = field->bit_offset;
	struct flat_step *step;

	if (field->kind == FIELD_MEMBER)
		return flat_add_ref(m, first, &field->ref, 0, from + field->offset, to, type);
	step = flat_add_step(m, FLAT_NUMBER, from + field->offset + bit / 8, to);
	if (step) {
		step->bit = bit % 8;
		step->bits = (uint8_t)field->bits;
		step->size = (bit % 8 + field->bits + 7) / 8;
	}
	return flat_add_number(m, &field->ref, step, type);
}

static int add_record(struct flat_maker *m, uint32_t first, const struct plan_type *planned,
		      uint32_t from, uint32_t to, const struct wit_type *type)
{
	const struct plan_body *body = &m->plan->bodies[planned->body];
	const struct plan_field *field = &m->plan->fields[body->first_field];
	const struct plan_type *around = m->record;
	const uint32_t around_from = m->record_from;
	uint32_t part = 0, end = 0;
	int ret = flat_want(m, WIT_RECORD, type);

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
			return world_hint_again(m->err);
		}
		end = wit_type_place(theirs->type, end);
		len = flat_enter(m, name);
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

static int add_named(struct flat_maker *m, uint32_t first, uint32_t index, uint32_t from,
		     uint32_t to, const struct wit_type *type)
{
	const struct plan_type *planned = &m->plan->types[index];
	const struct shape_type *shape = &m->shape->types[index];
	struct flat_step *step;

	switch (shape->kind) {
	case SHAPE_RECORD:
		return add_record(m, first, planned, from, to, type);
	case SHAPE_VARIANT:
		return flat_add_variant(m, planned, shape, from, to, type);
	case SHAPE_ENUM:
		step = flat_add_step(m, FLAT_ENUM, from, to);
		if (!step)
			return flat_no_memory(m);
		step->size = planned->size;
		return flat_add_enum(m, planned, shape, step, type);
	case SHAPE_FLAGS:
		return flat_add_flags(m, planned, shape, from, to, type);
	case SHAPE_INTEGER:
		if (flat_want(m, flat_integer(planned->size, planned->is_signed), type) < 0)
			return -EINVAL;
		return add_copy(m, first, from, to, planned->size);
	case SHAPE_ALIAS:
		return flat_add_ref(m, first, &planned->ref, 0, from, to, type);
	default:
		return flat_add_bytes(m, from, to, planned->size, type);
	}
}

static int add_base(struct flat_maker *m, uint32_t first, const struct plan_ref *ref, uint32_t from,
		    uint32_t to, const struct wit_type *type)
{
	struct flat_step *step;
	int ret = 0;

	switch (ref->kind) {
	case REF_INT:
	case REF_POINTER:
		if (ref->size == 16)
			return add_wide(m, first, ref, from, to, type);
		ret = flat_want(m, flat_integer(ref->size, ref->kind == REF_INT && ref->is_signed),
				type);
		break;
	case REF_CHAR:
		ret = flat_want(m, WIT_U8, type);
		break;
	case REF_FLOAT:
		ret = flat_want(m, ref->size == 4 ? WIT_F32 : WIT_F64, type);
		break;
	case REF_BOOL:
		step = flat_add_step(m, FLAT_NUMBER, from, to);
		if (step)
			step->size = 1;
		return flat_add_number(m, ref, step, type);
	case REF_NAMED:
		return add_named(m, first, ref->type, from, to, type);
	default:
		return flat_add_bytes(m, from, to, ref->size, type);
	}
	return ret ? ret : add_copy(m, first, from, to, ref->size);
}

/* Bytes of an element below the dimensions up to `dim`. */
static uint64_t stride_of(const struct flat_maker *m, const struct plan_ref *ref, uint32_t dim)
{
	uint64_t size = ref->kind == REF_NAMED ? m->plan->types[ref->type].size : ref->size;

	for (uint32_t i = dim + 1; i < ref->dims; i++)
		size *= m->plan->dims[ref->first_dim + i];
	return size;
}

static int add_array(struct flat_maker *m, const struct plan_ref *ref, uint32_t dim, uint32_t from,
		     uint32_t to, const struct wit_type *type)
{
	const uint32_t count = m->plan->dims[ref->first_dim + dim], place = m->flat->step_count;
	const struct plan_type *around = m->record;
	struct flat_step *step;
	int ret;

	if (dim + 1 == ref->dims && shape_is_string(m->shape, ref)) {
		step = flat_add_step(m, FLAT_STRING, from, to);
		if (!step)
			return flat_no_memory(m);
		step->size = count;
		return flat_want(m, WIT_STRING, type);
	}
	if (dim + 1 == ref->dims && type->kind == WIT_STRING && shape_is_bytes(m->plan, ref))
		return add_hex(m, from, to, count);
	if (type->kind != WIT_LIST)
		return flat_differs(m, "list", type);
	step = flat_add_step(m, FLAT_LIST, from, to);
	if (!step)
		return flat_no_memory(m);
	step->count = count;
	step->stride = (uint32_t)stride_of(m, ref, dim);
	step->element = type->parts[0].type->size;
	step->align = type->parts[0].type->align;
	m->record = NULL; /* an element does not know where it lies in the record */
	ret = flat_add_ref(m, place + 1, ref, dim + 1, 0, 0, type->parts[0].type);
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

int flat_add_ref(struct flat_maker *m, uint32_t first, const struct plan_ref *ref, uint32_t dim,
		 uint32_t from, uint32_t to, const struct wit_type *type)
{
	return dim < ref->dims ? add_array(m, ref, dim, from, to, type)
			       : add_base(m, first, ref, from, to, type);
}

int flat_make(struct flat *flat, const struct plan *plan, const struct shape *shape,
	      const struct plan_ref *ref, const struct wit_type *type, const char *what,
	      struct err *err)
{
	struct flat_maker m = { .flat = flat, .plan = plan, .shape = shape, .err = err };
	int ret;

	*flat = (struct flat){ .size = type->size, .align = type->align };
	strncpy(m.path, what, sizeof(m.path) - 1);
	flat->from_size = (uint32_t)(stride_of(&m, ref, 0) *
				     (ref->dims ? plan->dims[ref->first_dim] : 1));
	ret = flat_add_ref(&m, 0, ref, 0, 0, 0, type);
	if (ret)
		flat_release(flat);
	return ret;
}

bool flat_varies(const struct flat *flat)
{
	for (uint32_t i = 0; i < flat->step_count; i++)
		if (flat->steps[i].code == FLAT_VARIANT)
			return true;
	return false;
}

void flat_release(struct flat *flat)
{
	free(flat->steps);
	free(flat->cases);
	free(flat->names);
	*flat = (struct flat){ 0 };
}
