// SPDX-License-Identifier: MIT
/* Types of a component, as wasmtime tells them, become a tree of ours. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/component_private.h"
#include "lib/err.h"

/* A hostile component's types can mean more parts than there are atoms. */
#ifdef ENGINE_HAS_COMPONENTS

enum { NODES_MAX = 1 << 18, DEPTH_MAX = 100 };

struct reader {
	struct component_types *types;
	int error;  /* a positive errno, and then there is no type */
};

static struct wit_type *read_type(struct reader *r, const wasmtime_component_valtype_t *from,
				  unsigned int depth);

static struct wit_type *fail(struct reader *r, int error, struct wit_type *type)
{
	if (!r->error)
		r->error = error;
	wit_type_free(type);
	return NULL;
}

static struct wit_type *begin(struct reader *r, enum wit_kind kind, size_t count)
{
	struct wit_type *type;

	if (count >= NODES_MAX || (r->types->nodes += 1 + (uint32_t)count) > NODES_MAX)
		return fail(r, E2BIG, NULL);
	type = wit_type_new(kind, (uint32_t)count);
	return type ? type : fail(r, ENOMEM, NULL);
}

/* Takes the type over, and reads it. */
static bool read_part(struct reader *r, struct wit_part *part, wasmtime_component_valtype_t *from,
		      unsigned int depth)
{
	part->type = read_type(r, from, depth + 1);
	wasmtime_component_valtype_delete(from);
	return part->type;
}

static bool name_part(struct reader *r, struct wit_part *part, const char *name, size_t len)
{
	part->name = strndup(name, len);
	if (!part->name)
		r->error = ENOMEM;
	return part->name;
}

static struct wit_type *read_list(struct reader *r, const wasmtime_component_list_type_t *from,
				  unsigned int depth)
{
	struct wit_type *type = begin(r, WIT_LIST, 1);
	wasmtime_component_valtype_t element;

	if (!type)
		return NULL;
	wasmtime_component_list_type_element(from, &element);
	return read_part(r, type->parts, &element, depth) ? type : fail(r, EINVAL, type);
}

static struct wit_type *read_record(struct reader *r, const wasmtime_component_record_type_t *from,
				    unsigned int depth)
{
	const size_t count = wasmtime_component_record_type_field_count(from);
	struct wit_type *type = begin(r, WIT_RECORD, count);
	wasmtime_component_valtype_t field;

	for (size_t i = 0; type && i < count; i++) {
		const char *name;
		size_t len;

		if (!wasmtime_component_record_type_field_nth(from, i, &name, &len, &field))
			return fail(r, EINVAL, type);
		if (!read_part(r, &type->parts[i], &field, depth) ||
		    !name_part(r, &type->parts[i], name, len))
			return fail(r, EINVAL, type);
	}
	return type;
}

static struct wit_type *read_tuple(struct reader *r, const wasmtime_component_tuple_type_t *from,
				   unsigned int depth)
{
	const size_t count = wasmtime_component_tuple_type_types_count(from);
	struct wit_type *type = begin(r, WIT_TUPLE, count);
	wasmtime_component_valtype_t part;

	for (size_t i = 0; type && i < count; i++)
		if (!wasmtime_component_tuple_type_types_nth(from, i, &part) ||
		    !read_part(r, &type->parts[i], &part, depth))
			return fail(r, EINVAL, type);
	return type;
}

/* The names of an enum's cases, or of flags. */
static struct wit_type *read_names(struct reader *r, enum wit_kind kind, size_t count,
				   bool (*nth)(const void *from, size_t i, const char **name,
					       size_t *len),
				   const void *from)
{
	struct wit_type *type = begin(r, kind, count);

	for (size_t i = 0; type && i < count; i++) {
		const char *name;
		size_t len;

		if (!nth(from, i, &name, &len) || !name_part(r, &type->parts[i], name, len))
			return fail(r, EINVAL, type);
	}
	return type;
}

static bool nth_case(const void *from, size_t i, const char **name, size_t *len)
{
	return wasmtime_component_enum_type_names_nth(from, i, name, len);
}

static bool nth_flag(const void *from, size_t i, const char **name, size_t *len)
{
	return wasmtime_component_flags_type_names_nth(from, i, name, len);
}

static struct wit_type *read_enum(struct reader *r, const wasmtime_component_enum_type_t *from)
{
	return read_names(r, WIT_ENUM, wasmtime_component_enum_type_names_count(from), nth_case,
			  from);
}

static struct wit_type *read_flags(struct reader *r, const wasmtime_component_flags_type_t *from)
{
	const size_t count = wasmtime_component_flags_type_names_count(from);

	return read_names(r, count > 32 ? WIT_OTHER : WIT_FLAGS, count, nth_flag, from);
}

/* One that is not the host's is of no use. */
static struct wit_type *read_resource(struct reader *r, enum wit_kind kind,
				      const wasmtime_component_resource_type_t *from)
{
	const struct component_resource *known = r->types->resources;
	struct wit_type *type;

	while (known && !wasmtime_component_resource_type_equal(known->type, from))
		known = known->next;
	if (!known)
		return begin(r, WIT_OTHER, 0);
	type = begin(r, kind, 1);
	if (type && !name_part(r, &type->parts[0], known->name, strlen(known->name)))
		return fail(r, ENOMEM, type);
	return type;
}

static struct wit_type *read_option(struct reader *r, const wasmtime_component_option_type_t *from,
				    unsigned int depth)
{
	struct wit_type *type = begin(r, WIT_OPTION, 1);
	wasmtime_component_valtype_t inside;

	if (!type)
		return NULL;
	wasmtime_component_option_type_ty(from, &inside);
	return read_part(r, type->parts, &inside, depth) ? type : fail(r, EINVAL, type);
}

static struct wit_type *read_result(struct reader *r, const wasmtime_component_result_type_t *from,
				    unsigned int depth)
{
	struct wit_type *type = begin(r, WIT_RESULT, 2);
	wasmtime_component_valtype_t part;

	if (!type)
		return NULL;
	if (wasmtime_component_result_type_ok(from, &part) &&
	    !read_part(r, &type->parts[0], &part, depth))
		return fail(r, EINVAL, type);
	if (wasmtime_component_result_type_err(from, &part) &&
	    !read_part(r, &type->parts[1], &part, depth))
		return fail(r, EINVAL, type);
	return type;
}

static struct wit_type *
read_variant(struct reader *r, const wasmtime_component_variant_type_t *from, unsigned int depth)
{
	const size_t count = wasmtime_component_variant_type_case_count(from);
	struct wit_type *type = begin(r, WIT_VARIANT, count);

	for (size_t i = 0; type && i < count; i++) {
		wasmtime_component_valtype_t inside;
		const char *name;
		bool has_type;
		size_t len;

		if (!wasmtime_component_variant_type_case_nth(from, i, &name, &len, &has_type,
							      &inside))
			return fail(r, EINVAL, type);
		if ((has_type && !read_part(r, &type->parts[i], &inside, depth)) ||
		    !name_part(r, &type->parts[i], name, len))
			return fail(r, EINVAL, type);
	}
	return type;
}

static const enum wit_kind plain[] = {
	[WASMTIME_COMPONENT_VALTYPE_BOOL] = WIT_BOOL,
	[WASMTIME_COMPONENT_VALTYPE_S8] = WIT_S8,
	[WASMTIME_COMPONENT_VALTYPE_S16] = WIT_S16,
	[WASMTIME_COMPONENT_VALTYPE_S32] = WIT_S32,
	[WASMTIME_COMPONENT_VALTYPE_S64] = WIT_S64,
	[WASMTIME_COMPONENT_VALTYPE_U8] = WIT_U8,
	[WASMTIME_COMPONENT_VALTYPE_U16] = WIT_U16,
	[WASMTIME_COMPONENT_VALTYPE_U32] = WIT_U32,
	[WASMTIME_COMPONENT_VALTYPE_U64] = WIT_U64,
	[WASMTIME_COMPONENT_VALTYPE_F32] = WIT_F32,
	[WASMTIME_COMPONENT_VALTYPE_F64] = WIT_F64,
	[WASMTIME_COMPONENT_VALTYPE_CHAR] = WIT_OTHER,
	[WASMTIME_COMPONENT_VALTYPE_STRING] = WIT_STRING,
};

static struct wit_type *read_any(struct reader *r, const wasmtime_component_valtype_t *from,
				 unsigned int depth)
{
	if (from->kind < sizeof(plain) / sizeof(*plain))
		return begin(r, plain[from->kind], 0);
	switch (from->kind) {
	case WASMTIME_COMPONENT_VALTYPE_LIST:
		return read_list(r, from->of.list, depth);
	case WASMTIME_COMPONENT_VALTYPE_RECORD:
		return read_record(r, from->of.record, depth);
	case WASMTIME_COMPONENT_VALTYPE_TUPLE:
		return read_tuple(r, from->of.tuple, depth);
	case WASMTIME_COMPONENT_VALTYPE_ENUM:
		return read_enum(r, from->of.enum_);
	case WASMTIME_COMPONENT_VALTYPE_FLAGS:
		return read_flags(r, from->of.flags);
	case WASMTIME_COMPONENT_VALTYPE_OPTION:
		return read_option(r, from->of.option, depth);
	case WASMTIME_COMPONENT_VALTYPE_RESULT:
		return read_result(r, from->of.result, depth);
	case WASMTIME_COMPONENT_VALTYPE_VARIANT:
		return read_variant(r, from->of.variant, depth);
	case WASMTIME_COMPONENT_VALTYPE_OWN:
		return read_resource(r, WIT_OWN, from->of.own);
	case WASMTIME_COMPONENT_VALTYPE_BORROW:
		return read_resource(r, WIT_BORROW, from->of.borrow);
	default:
		return begin(r, WIT_OTHER, 0);
	}
}

static struct wit_type *read_type(struct reader *r, const wasmtime_component_valtype_t *from,
				  unsigned int depth)
{
	struct wit_type *type = depth > DEPTH_MAX ? fail(r, E2BIG, NULL) : read_any(r, from, depth);

	if (type)
		wit_type_lay_out(type);
	return type;
}

int component_read_func(const wasmtime_component_func_type_t *from, struct component_types *types,
			struct wit_func *func, struct err *err)
{
	const size_t count = wasmtime_component_func_type_param_count(from);
	struct reader r = { .types = types };
	wasmtime_component_valtype_t type;

	*func = (struct wit_func){ 0 };
	func->params = calloc(count + 1, sizeof(*func->params));
	if (!func->params)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	for (; func->count < count && !r.error; func->count++) {
		struct wit_part *part = &func->params[func->count];
		const char *name;
		size_t len;

		if (!wasmtime_component_func_type_param_nth(from, func->count, &name, &len, &type))
			r.error = EINVAL;
		else if (read_part(&r, part, &type, 0))
			name_part(&r, part, name, len);
	}
	if (!r.error && wasmtime_component_func_type_result(from, &type)) {
		func->result = read_type(&r, &type, 0);
		wasmtime_component_valtype_delete(&type);
	}
	if (!r.error)
		return 0;
	wit_func_release(func);
	return err_set(err, r.error, "its type cannot be read: %s", strerror(r.error));
}

#endif
