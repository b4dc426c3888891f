// SPDX-License-Identifier: MIT
/* Between wasmtime's values and the bytes that the canonical ABI makes of them. */
#include <stdlib.h>
#include <string.h>

#include "engine/component_private.h"

#ifdef ENGINE_HAS_COMPONENTS

enum { LIST_MAX = 1 << 24 };

size_t component_allocate(struct buf *values, uint32_t align, size_t size)
{
	const size_t at = (values->len + align - 1) / align * align;
	char *room = buf_reserve(values, at - values->len + size);

	if (!room)
		return SIZE_MAX;
	memset(room, 0, at - values->len + size);
	values->len = at + size;
	return at;
}

size_t component_put_list(struct buf *values, size_t at, uint32_t align, size_t count, size_t size)
{
	const size_t where = component_allocate(values, align, count * size);
	const uint32_t pair[2] = { (uint32_t)where, (uint32_t)count };

	if (where != SIZE_MAX)
		memcpy(values->data + at, pair, sizeof(pair));
	return where;
}

static bool get_pair(const struct buf *values, size_t at, uint32_t element, uint32_t pair[2])
{
	memcpy(pair, values->data + at, 2 * sizeof(*pair));
	return pair[0] <= values->len && (uint64_t)pair[1] * element <= values->len - pair[0];
}

/* --- from the guest --------------------------------------------------------------------------- */

static bool store_text(struct buf *values, size_t at, const wasm_name_t *text)
{
	const size_t where = component_put_list(values, at, 1, text->size, 1);

	if (where == SIZE_MAX)
		return false;
	memcpy(values->data + where, text->data, text->size);
	return true;
}

static bool store_list(const struct component_room *room, size_t at, const struct wit_type *type,
		       const wasmtime_component_vallist_t *list)
{
	struct buf *values = room->values;
	const struct wit_type *element = type->parts[0].type;
	const size_t where = list->size > LIST_MAX ? SIZE_MAX
						   : component_put_list(values, at, element->align,
									list->size, element->size);

	if (where == SIZE_MAX)
		return false;
	for (size_t i = 0; i < list->size; i++)
		if (!component_store(room, where + i * element->size, element, &list->data[i]))
			return false;
	return true;
}

/* The fields of a record or a tuple: values that are `stride` bytes from one another. */
static bool store_fields(const struct component_room *room, size_t at, const struct wit_type *type,
			 const wasmtime_component_val_t *first, size_t stride, size_t count)
{
	const char *value = (const void *)first;
	uint32_t end = 0;

	if (count != type->count)
		return false;
	for (uint32_t i = 0; i < count; i++, value += stride) {
		const struct wit_type *part = type->parts[i].type;

		end = wit_type_place(part, end);
		if (!component_store(room, at + end, part, (const void *)value))
			return false;
		end += part->size;
	}
	return true;
}

/* Which of the names it is; their count if none. */
static uint32_t find_name(const struct wit_type *type, const wasm_name_t *name)
{
	uint32_t i = 0;

	while (i < type->count && (strlen(type->parts[i].name) != name->size ||
				   memcmp(type->parts[i].name, name->data, name->size) != 0))
		i++;
	return i;
}

static bool store_enum(struct buf *values, size_t at, const struct wit_type *type,
		       const wasm_name_t *name)
{
	const uint32_t index = find_name(type, name);

	memcpy(values->data + at, &index, type->size);
	return index < type->count;
}

static bool store_flags(struct buf *values, size_t at, const struct wit_type *type,
			const wasmtime_component_valflags_t *flags)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < flags->size; i++) {
		const uint32_t flag = find_name(type, &flags->data[i]);

		if (flag == type->count)
			return false;
		bits |= 1u << flag;
	}
	memcpy(values->data + at, &bits, type->size);
	return true;
}

/* The number behind a resource that the guest lends, which ends the loan. One that it gives away would be the host's to
 * drop: no function takes one. */
static bool store_borrow(const struct component_room *room, size_t at,
			 const wasmtime_component_resource_any_t *any)
{
	wasmtime_component_resource_host_t *host;
	wasmtime_error_t *error = wasmtime_component_resource_any_to_host(room->context, any,
									  &host);
	uint32_t number;

	if (error) {
		wasmtime_error_delete(error);
		return false;
	}
	number = wasmtime_component_resource_host_rep(host);
	memcpy(room->values->data + at, &number, sizeof(number));
	wasmtime_component_resource_host_delete(host);
	return true;
}

static bool store_variant(const struct component_room *room, size_t at, const struct wit_type *type,
			  const wasmtime_component_valvariant_t *variant)
{
	const uint32_t index = find_name(type, &variant->discriminant);
	const struct wit_type *inside = index < type->count ? type->parts[index].type : NULL;

	if (index == type->count || !inside != !variant->val)
		return false;
	memcpy(room->values->data + at, &index, wit_type_which(type));
	return !inside || component_store(room, wit_type_inside(at, type), inside, variant->val);
}

static bool store_option(const struct component_room *room, size_t at, const struct wit_type *type,
			 const wasmtime_component_val_t *inside)
{
	room->values->data[at] = inside != NULL;
	return !inside ||
	       component_store(room, wit_type_inside(at, type), type->parts[0].type, inside);
}

bool component_store(const struct component_room *room, size_t at, const struct wit_type *type,
		     const wasmtime_component_val_t *value)
{
	struct buf *values = room->values;

	switch (type->kind) {
	case WIT_STRING:
		return value->kind == WASMTIME_COMPONENT_STRING &&
		       store_text(values, at, &value->of.string);
	case WIT_LIST:
		return value->kind == WASMTIME_COMPONENT_LIST &&
		       store_list(room, at, type, &value->of.list);
	case WIT_RECORD:
		return value->kind == WASMTIME_COMPONENT_RECORD &&
		       store_fields(room, at, type, &value->of.record.data[0].val,
				    sizeof(*value->of.record.data), value->of.record.size);
	case WIT_TUPLE:
		return value->kind == WASMTIME_COMPONENT_TUPLE &&
		       store_fields(room, at, type, value->of.tuple.data,
				    sizeof(*value->of.tuple.data), value->of.tuple.size);
	case WIT_ENUM:
		return value->kind == WASMTIME_COMPONENT_ENUM &&
		       store_enum(values, at, type, &value->of.enumeration);
	case WIT_FLAGS:
		return value->kind == WASMTIME_COMPONENT_FLAGS &&
		       store_flags(values, at, type, &value->of.flags);
	case WIT_BOOL:
		values->data[at] = value->of.boolean;
		return value->kind == WASMTIME_COMPONENT_BOOL;
	case WIT_OPTION:
		return value->kind == WASMTIME_COMPONENT_OPTION &&
		       store_option(room, at, type, value->of.option);
	case WIT_VARIANT:
		return value->kind == WASMTIME_COMPONENT_VARIANT &&
		       store_variant(room, at, type, &value->of.variant);
	case WIT_BORROW:
		return value->kind == WASMTIME_COMPONENT_RESOURCE &&
		       store_borrow(room, at, value->of.resource);
	case WIT_OWN:
	case WIT_RESULT:
	case WIT_OTHER:
		return false; /* no function of the host takes one */
	default:
		/* Numbers are at the beginning of the union, in the host's order. */
		memcpy(values->data + at, &value->of, type->size);
		return value->kind >= WASMTIME_COMPONENT_S8 &&
		       value->kind <= WASMTIME_COMPONENT_F64;
	}
}

/* --- to the guest ----------------------------------------------------------------------------- */

static uint64_t list_parts(const struct buf *values, size_t at, const struct wit_type *element)
{
	uint64_t parts = 0;
	uint32_t pair[2];

	if (!get_pair(values, at, element->size, pair))
		return 0;
	if (!element->count) /* a number or a text: one value */
		return pair[1];
	for (uint32_t i = 0; i < pair[1]; i++)
		parts += component_parts(values, pair[0] + (size_t)i * element->size, element);
	return parts;
}

static uint64_t record_parts(const struct buf *values, size_t at, const struct wit_type *type)
{
	uint64_t parts = 0;
	uint32_t end = 0;

	for (uint32_t i = 0; i < type->count; i++) {
		const struct wit_type *part = type->parts[i].type;

		end = wit_type_place(part, end);
		parts += component_parts(values, at + end, part);
		end += part->size;
	}
	return parts;
}

/* Which part a choice has; their count: none. */
static uint32_t part_of(const struct buf *values, size_t at, const struct wit_type *type)
{
	uint32_t which = 0;

	memcpy(&which, values->data + at, wit_type_which(type));
	if (type->kind == WIT_OPTION)
		return which ? 0 : type->count;
	return which < type->count ? which : type->count;
}

/* What is behind that; or nothing. */
static uint64_t choice_parts(const struct buf *values, size_t at, const struct wit_type *type)
{
	const uint32_t part = part_of(values, at, type);

	return part < type->count && type->parts[part].type
		       ? component_parts(values, wit_type_inside(at, type), type->parts[part].type)
		       : 0;
}

uint64_t component_parts(const struct buf *values, size_t at, const struct wit_type *type)
{
	switch (type->kind) {
	case WIT_LIST:
		return 1 + list_parts(values, at, type->parts[0].type);
	case WIT_RECORD:
	case WIT_TUPLE:
		return 1 + record_parts(values, at, type);
	case WIT_OPTION:
	case WIT_RESULT:
	case WIT_VARIANT:
		return 1 + choice_parts(values, at, type);
	default:
		return 1;
	}
}

static bool load_text(const struct buf *values, size_t at, wasm_name_t *text)
{
	uint32_t pair[2];

	if (!get_pair(values, at, 1, pair))
		return false;
	wasm_name_new(text, pair[1], values->data + pair[0]);
	return true;
}

/* `count` values, each of which `place` finds; what is there is always a value. */
static bool load_list(const struct component_room *room, size_t at, const struct wit_type *type,
		      wasmtime_component_vallist_t *list)
{
	const struct buf *values = room->values;
	const struct wit_type *element = type->parts[0].type;
	uint32_t pair[2];
	bool ok = get_pair(values, at, element->size, pair);

	wasmtime_component_vallist_new_uninit(list, ok ? pair[1] : 0);
	for (size_t i = 0; i < list->size; i++) {
		list->data[i] = (wasmtime_component_val_t){ .kind = WASMTIME_COMPONENT_BOOL };
		ok = ok &&
		     component_load(room, pair[0] + i * element->size, element, &list->data[i]);
	}
	return ok;
}

static bool load_fields(const struct component_room *room, size_t at, const struct wit_type *type,
			wasmtime_component_val_t *first, size_t stride)
{
	char *value = (void *)first;
	uint32_t end = 0;
	bool ok = true;

	for (uint32_t i = 0; i < type->count; i++, value += stride) {
		const struct wit_type *part = type->parts[i].type;

		*(wasmtime_component_val_t *)value = (wasmtime_component_val_t){
			.kind = WASMTIME_COMPONENT_BOOL
		};
		end = wit_type_place(part, end);
		ok = ok && component_load(room, at + end, part, (void *)value);
		end += part->size;
	}
	return ok;
}

static bool load_record(const struct component_room *room, size_t at, const struct wit_type *type,
			wasmtime_component_valrecord_t *record)
{
	wasmtime_component_valrecord_new_uninit(record, type->count);
	for (uint32_t i = 0; i < type->count; i++)
		wasm_name_new(&record->data[i].name, strlen(type->parts[i].name),
			      type->parts[i].name);
	return !type->count ||
	       load_fields(room, at, type, &record->data[0].val, sizeof(*record->data));
}

static bool load_tuple(const struct component_room *room, size_t at, const struct wit_type *type,
		       wasmtime_component_valtuple_t *tuple)
{
	wasmtime_component_valtuple_new_uninit(tuple, type->count);
	return load_fields(room, at, type, tuple->data, sizeof(*tuple->data));
}

static bool load_enum(const struct buf *values, size_t at, const struct wit_type *type,
		      wasm_name_t *name)
{
	uint32_t index = 0;

	memcpy(&index, values->data + at, type->size);
	if (index >= type->count)
		return false;
	wasm_name_new(name, strlen(type->parts[index].name), type->parts[index].name);
	return true;
}

static bool load_flags(const struct buf *values, size_t at, const struct wit_type *type,
		       wasmtime_component_valflags_t *flags)
{
	uint32_t bits = 0, next = 0;

	memcpy(&bits, values->data + at, type->size);
	if (type->count < 32)
		bits &= (1u << type->count) - 1;
	wasmtime_component_valflags_new_uninit(flags, (size_t)__builtin_popcount(bits));
	for (uint32_t i = 0; i < type->count; i++)
		if (bits & 1u << i)
			wasm_name_new(&flags->data[next++], strlen(type->parts[i].name),
				      type->parts[i].name);
	return true;
}

/* A value behind the byte that says which; null if it has no type. */
static bool load_choice(const struct component_room *room, size_t at, const struct wit_type *type,
			uint32_t part, wasmtime_component_val_t **ret_value)
{
	const struct wit_type *inside = part < type->count ? type->parts[part].type : NULL;
	wasmtime_component_val_t value = { .kind = WASMTIME_COMPONENT_BOOL };
	bool ok;

	*ret_value = NULL;
	if (!inside)
		return true;
	ok = component_load(room, wit_type_inside(at, type), inside, &value);
	*ret_value = wasmtime_component_val_new(&value);
	return ok && *ret_value;
}

static bool load_variant(const struct component_room *room, size_t at, const struct wit_type *type,
			 wasmtime_component_valvariant_t *variant)
{
	const uint32_t part = part_of(room->values, at, type);
	const char *name = part < type->count ? type->parts[part].name : "";

	wasm_name_new(&variant->discriminant, strlen(name), name);
	return load_choice(room, at, type, part, &variant->val) && part < type->count;
}

static const wasmtime_component_valkind_t kinds[] = {
	[WIT_BOOL] = WASMTIME_COMPONENT_BOOL,     [WIT_S8] = WASMTIME_COMPONENT_S8,
	[WIT_U8] = WASMTIME_COMPONENT_U8,         [WIT_S16] = WASMTIME_COMPONENT_S16,
	[WIT_U16] = WASMTIME_COMPONENT_U16,       [WIT_S32] = WASMTIME_COMPONENT_S32,
	[WIT_U32] = WASMTIME_COMPONENT_U32,       [WIT_S64] = WASMTIME_COMPONENT_S64,
	[WIT_U64] = WASMTIME_COMPONENT_U64,       [WIT_F32] = WASMTIME_COMPONENT_F32,
	[WIT_F64] = WASMTIME_COMPONENT_F64,       [WIT_STRING] = WASMTIME_COMPONENT_STRING,
	[WIT_LIST] = WASMTIME_COMPONENT_LIST,     [WIT_RECORD] = WASMTIME_COMPONENT_RECORD,
	[WIT_TUPLE] = WASMTIME_COMPONENT_TUPLE,   [WIT_ENUM] = WASMTIME_COMPONENT_ENUM,
	[WIT_FLAGS] = WASMTIME_COMPONENT_FLAGS,   [WIT_OPTION] = WASMTIME_COMPONENT_OPTION,
	[WIT_RESULT] = WASMTIME_COMPONENT_RESULT, [WIT_VARIANT] = WASMTIME_COMPONENT_VARIANT,
	[WIT_OWN] = WASMTIME_COMPONENT_BOOL,      [WIT_BORROW] = WASMTIME_COMPONENT_BOOL,
	[WIT_OTHER] = WASMTIME_COMPONENT_BOOL,
};

static bool load_own(const struct component_room *room, size_t at,
		     wasmtime_component_resource_any_t **ret_any)
{
	wasmtime_component_resource_host_t *host;
	wasmtime_error_t *error;
	uint32_t number;

	memcpy(&number, room->values->data + at, sizeof(number));
	host = wasmtime_component_resource_host_new(true, number, RESOURCE_TYPE);
	error = wasmtime_component_resource_host_to_any(room->context, host, ret_any);
	wasmtime_component_resource_host_delete(host);
	if (error)
		wasmtime_error_delete(error);
	return !error;
}

bool component_load(const struct component_room *room, size_t at, const struct wit_type *type,
		    wasmtime_component_val_t *value)
{
	const struct buf *values = room->values;

	*value = (wasmtime_component_val_t){ .kind = kinds[type->kind] };
	switch (type->kind) {
	case WIT_STRING:
		return load_text(values, at, &value->of.string);
	case WIT_LIST:
		return load_list(room, at, type, &value->of.list);
	case WIT_RECORD:
		return load_record(room, at, type, &value->of.record);
	case WIT_TUPLE:
		return load_tuple(room, at, type, &value->of.tuple);
	case WIT_ENUM:
		return load_enum(values, at, type, &value->of.enumeration);
	case WIT_FLAGS:
		return load_flags(values, at, type, &value->of.flags);
	case WIT_BOOL:
		value->of.boolean = values->data[at];
		return true;
	case WIT_OPTION:
		return load_choice(room, at, type, part_of(values, at, type), &value->of.option);
	case WIT_RESULT:
		value->of.result.is_ok = !values->data[at];
		return load_choice(room, at, type, part_of(values, at, type),
				   &value->of.result.val);
	case WIT_VARIANT:
		return load_variant(room, at, type, &value->of.variant);
	case WIT_OWN:
		if (!load_own(room, at, &value->of.resource))
			return false;
		value->kind = WASMTIME_COMPONENT_RESOURCE;
		return true;
	case WIT_BORROW:
	case WIT_OTHER:
		return false;
	default:
		memcpy(&value->of, values->data + at, type->size);
		return true;
	}
}

#endif
