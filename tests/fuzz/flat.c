// SPDX-License-Identifier: MIT
/*
 * Any bytes as a BPF object, and as records of its types: each becomes a value and, if that is one
 * that C has, the bytes that make the same value again. A type that differs from the object's is
 * refused or written without a byte outside of the memory.
 *
 * rooms: values types bindings lib
 */
#include "values/flat.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/plan.h"
#include "lib/err.h"
#include "lib/wit_type.h"
#include "values/shape.h"
#include "values/world.h"

enum { MEMORY_SIZE = 1 << 20, RECORD_MAX = 1 << 14, NODES_MAX = 20000 };

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* --- the type that the world says ------------------------------------------------------------- */

struct maker {
	const struct plan *plan;
	const struct shape *shape;
	uint32_t nodes;
	uint32_t wrong; /* which node is of another kind; 0: none */
	bool hex; /* bytes are strings of digits */
};

static struct wit_type *type_of(struct maker *m, const struct plan_ref *ref, uint32_t dim);

static struct wit_type *finish(struct maker *m, struct wit_type *type)
{
	expect(type);
	if (++m->nodes == m->wrong && !type->count)
		type->kind = type->kind == WIT_U32 ? WIT_STRING : WIT_U32;
	wit_type_lay_out(type);
	return type;
}

static struct wit_type *number(struct maker *m, uint32_t size, bool is_signed)
{
	const enum wit_kind kinds[2][9] = {
		{ [1] = WIT_U8, [2] = WIT_U16, [4] = WIT_U32, [8] = WIT_U64 },
		{ [1] = WIT_S8, [2] = WIT_S16, [4] = WIT_S32, [8] = WIT_S64 },
	};
	struct wit_type *type;

	if (size != 16)
		return finish(m, wit_type_new(kinds[is_signed][size], 0));
	type = wit_type_new(WIT_TUPLE, 2);
	type->parts[0].type = number(m, 8, false);
	type->parts[1].type = number(m, 8, is_signed);
	return finish(m, type);
}

static struct wit_type *list(struct maker *m, struct wit_type *element)
{
	struct wit_type *type = wit_type_new(WIT_LIST, 1);

	type->parts[0].type = element;
	return finish(m, type);
}

static struct wit_type *bytes(struct maker *m)
{
	return m->hex ? finish(m, wit_type_new(WIT_STRING, 0)) : list(m, number(m, 1, false));
}

static struct wit_type *record(struct maker *m, const struct plan_type *planned)
{
	const struct plan_body *body = &m->plan->bodies[planned->body];
	const struct plan_field *field = &m->plan->fields[body->first_field];
	struct wit_type *type = wit_type_new(WIT_RECORD, body->fields);

	type->count = 0;
	for (uint32_t i = 0; i < body->fields && m->nodes < NODES_MAX; i++, field++) {
		struct wit_part *part = &type->parts[type->count];

		if (!shape_has(field))
			continue;
		part->name = strdup(field->name + (*field->name == '%'));
		part->type = type_of(m, &field->ref, 0);
		type->count++;
	}
	return finish(m, type);
}

static struct wit_type *names(struct maker *m, enum wit_kind kind, const struct shape_type *shape)
{
	struct wit_type *type = wit_type_new(kind, shape->cases);

	for (uint32_t i = 0; i < shape->cases; i++) {
		const char *name = m->shape->cases[shape->first_case + i].name;

		type->parts[i].name = strdup(name + (*name == '%'));
	}
	return finish(m, type);
}

static struct wit_type *variant(struct maker *m, const struct shape_type *shape)
{
	struct wit_type *type = wit_type_new(WIT_VARIANT, shape->cases);

	for (uint32_t i = 0; i < shape->cases; i++) {
		const struct shape_case *one = &m->shape->cases[shape->first_case + i];

		type->parts[i].name = strdup(one->name + (*one->name == '%'));
		type->parts[i].type = one->constant == NO_CONSTANT
					      ? bytes(m)
					      : type_of(m, &m->plan->fields[one->constant].ref, 0);
	}
	return finish(m, type);
}

static struct wit_type *named(struct maker *m, uint32_t index)
{
	const struct plan_type *planned = &m->plan->types[index];
	const struct shape_type *shape = &m->shape->types[index];

	switch (shape->kind) {
	case SHAPE_RECORD:
		return record(m, planned);
	case SHAPE_VARIANT:
		return variant(m, shape);
	case SHAPE_ENUM:
		return names(m, WIT_ENUM, shape);
	case SHAPE_FLAGS:
		return names(m, WIT_FLAGS, shape);
	case SHAPE_INTEGER:
		return number(m, planned->size, planned->is_signed);
	case SHAPE_ALIAS:
		return type_of(m, &planned->ref, 0);
	default:
		return bytes(m);
	}
}

static struct wit_type *type_of(struct maker *m, const struct plan_ref *ref, uint32_t dim)
{
	if (dim < ref->dims && dim + 1 == ref->dims && shape_is_string(m->shape, ref))
		return finish(m, wit_type_new(WIT_STRING, 0));
	if (dim < ref->dims && dim + 1 == ref->dims && m->hex && shape_is_bytes(m->plan, ref))
		return bytes(m);
	if (dim < ref->dims)
		return list(m, type_of(m, ref, dim + 1));
	switch (ref->kind) {
	case REF_INT:
		return number(m, ref->size, ref->is_signed);
	case REF_POINTER:
		return number(m, ref->size, false);
	case REF_CHAR:
		return number(m, 1, false);
	case REF_BOOL:
		return finish(m, wit_type_new(WIT_BOOL, 0));
	case REF_FLOAT:
		return finish(m, wit_type_new(ref->size == 4 ? WIT_F32 : WIT_F64, 0));
	case REF_NAMED:
		return named(m, ref->type);
	default:
		return bytes(m);
	}
}

/* --- a guest's memory ---------------------------------------------------------------------------- */

struct memory {
	uint8_t *bytes; /* as many as are used, so that one more is an error */
	size_t size;
};

static uint8_t *memory(void *context, size_t *ret_size)
{
	const struct memory *memory = context;

	*ret_size = memory->size;
	return memory->bytes;
}

static bool allocate(void *context, uint32_t align, size_t size, size_t *ret_at)
{
	struct memory *memory = context;

	*ret_at = (memory->size + align - 1) / align * align;
	if (size > MEMORY_SIZE || *ret_at + size > MEMORY_SIZE)
		return false;
	memory->bytes = realloc(memory->bytes, *ret_at + size + !size);
	expect(memory->bytes);
	memset(memory->bytes + memory->size, 0, *ret_at + size - memory->size);
	memory->size = *ret_at + size;
	return true;
}

static bool string(void *context, const char *text, size_t size, size_t at)
{
	struct memory *memory = context;
	uint32_t pair[2] = { 0, (uint32_t)size };
	size_t place;

	if (!allocate(context, 1, size, &place))
		return false;
	pair[0] = (uint32_t)place;
	memcpy(memory->bytes + place, text, size);
	expect(at + sizeof(pair) <= memory->size);
	memcpy(memory->bytes + at, pair, sizeof(pair));
	return true;
}

static bool write_value(const struct flat *flat, const void *from, struct memory *to)
{
	const struct flat_target target = { to, memory, allocate, string };
	size_t at;

	*to = (struct memory){ 0 };
	return allocate(to, 8, flat->size, &at) && flat_write(flat, from, &target, at);
}

/* The value, C's bytes of it, and the value of these. */
static void there_and_back(const struct flat *flat, const uint8_t *record)
{
	uint8_t *back = calloc(1, flat->from_size + 1);
	struct memory first, second = { 0 };
	struct err err = ERR_INIT;

	if (write_value(flat, record, &first) &&
	    flat_read(flat, first.bytes, first.size, 0, back, &err) == 0) {
		expect(write_value(flat, back, &second));
		expect(first.size == second.size &&
		       memcmp(first.bytes, second.bytes, first.size) == 0);
	}
	free(first.bytes);
	free(second.bytes);
	free(back);
}

/* What a guest could give: any bytes. */
static void from_anything(const struct flat *flat, const uint8_t *data, size_t size)
{
	uint8_t *to = calloc(1, flat->from_size + 1);
	struct err err = ERR_INIT;
	int ret = flat_read(flat, data, size, 0, to, &err);

	expect(!ret == !*err.msg);
	free(to);
}

static void try_type(const struct plan *plan, const struct shape *shape, const struct plan_ref *ref,
		     uint32_t wrong, bool hex, const uint8_t *data, size_t size)
{
	struct maker m = { plan, shape, 0, wrong, hex };
	struct wit_type *type = type_of(&m, ref, 0);
	struct err err = ERR_INIT;
	struct flat flat;
	uint8_t *record;

	if (flat_make(&flat, plan, shape, ref, type, "it", &err) == 0) {
		if (flat.from_size <= RECORD_MAX) {
			record = calloc(1, flat.from_size + 1);
			memcpy(record, data, size < flat.from_size ? size : flat.from_size);
			there_and_back(&flat, record);
			from_anything(&flat, data, size);
			free(record);
		}
		flat_release(&flat);
	} else {
		/* What the world says always fits. */
		expect(wrong || m.nodes >= NODES_MAX || err.code == ENOMEM);
	}
	wit_type_free(type);
}

static void try_world(const struct input *input, const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct world world;
	struct shape shape;
	struct plan plan;

	if (world_make(&world, &input->elf, input->btf, &err) < 0)
		return;
	if (world_plan(&world, input->btf, NULL, &plan, &shape, &err) == 0) {
		for (size_t i = 0; i < plan.ref_count; i++) {
			const uint32_t wrong = 1 + data[0] % 16;

			for (int hex = 0; hex < 2; hex++) {
				try_type(&plan, &shape, &plan.refs[i], 0, hex, data, size);
				try_type(&plan, &shape, &plan.refs[i], wrong, hex, data, size);
			}
		}
		shape_release(&shape);
		plan_release(&plan);
	}
	world_release(&world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input.o", .file = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;

	uint8_t records[512];

	for (size_t i = 0; i < sizeof(records) && size; i++)
		records[i] = data[(i * 131 + data[size - 1]) % size];
	buf_add(&input.file, data, size);
	if (size && !input.file.error && input_parse(&input, NULL, 0, &err) == 0)
		try_world(&input, records, sizeof(records));
	input_release(&input);
	return 0;
}
