// SPDX-License-Identifier: MIT
#include "lib/wit_type.h"

#include <stdlib.h>

#include "lib/buf.h"

enum { PRINTED_MAX = 200 };

struct wit_type *wit_type_new(enum wit_kind kind, uint32_t count)
{
	struct wit_type *type = calloc(1, sizeof(*type));

	if (!type)
		return NULL;
	type->kind = kind;
	type->count = count;
	type->parts = calloc(count + 1, sizeof(*type->parts));
	if (type->parts)
		return type;
	free(type);
	return NULL;
}

static void free_parts(struct wit_part *parts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		free(parts[i].name);
		wit_type_free(parts[i].type);
	}
	free(parts);
}

void wit_type_free(struct wit_type *type)
{
	if (!type)
		return;
	free_parts(type->parts, type->count);
	free(type);
}

void wit_func_release(struct wit_func *func)
{
	free_parts(func->params, func->count);
	wit_type_free(func->result);
	*func = (struct wit_func){ 0 };
}

/* --- the canonical ABI -------------------------------------------------------------------- */

static uint32_t align_up(uint32_t at, uint32_t align)
{
	return (at + align - 1) / align * align;
}

uint32_t wit_type_place(const struct wit_type *part, uint32_t end)
{
	return align_up(end, part->align);
}

static void lay_out_record(struct wit_type *type)
{
	uint32_t end = 0;

	type->align = 1;
	for (uint32_t i = 0; i < type->count; i++) {
		const struct wit_type *part = type->parts[i].type;

		if (!part)
			continue;
		if (part->align > type->align)
			type->align = part->align;
		end = wit_type_place(part, end) + part->size;
	}
	type->size = align_up(end, type->align);
}

static uint32_t flags_size(uint32_t count)
{
	return count <= 8 ? 1 : count <= 16 ? 2 : 4;
}

static uint32_t enum_size(uint32_t count)
{
	return count <= 1 << 8 ? 1 : count <= 1 << 16 ? 2 : 4;
}

uint32_t wit_type_which(const struct wit_type *type)
{
	return type->kind == WIT_VARIANT ? enum_size(type->count) : 1;
}

size_t wit_type_inside(size_t at, const struct wit_type *type)
{
	return at + align_up(wit_type_which(type), type->align);
}

/* What says which, then the largest of the parts. */
static void lay_out_choice(struct wit_type *type)
{
	const uint32_t which = wit_type_which(type);
	uint32_t size = 0;

	type->align = which;
	for (uint32_t i = 0; i < type->count; i++) {
		const struct wit_type *part = type->parts[i].type;

		if (part && part->align > type->align)
			type->align = part->align;
		if (part && part->size > size)
			size = part->size;
	}
	type->size = align_up(align_up(which, type->align) + size, type->align);
}

void wit_type_lay_out(struct wit_type *type)
{
	switch (type->kind) {
	case WIT_BOOL:
	case WIT_S8:
	case WIT_U8:
		type->size = 1;
		break;
	case WIT_S16:
	case WIT_U16:
		type->size = 2;
		break;
	case WIT_S64:
	case WIT_U64:
	case WIT_F64:
		type->size = 8;
		break;
	case WIT_STRING:
	case WIT_LIST:
		type->size = 8;
		type->align = 4;
		return;
	case WIT_RECORD:
	case WIT_TUPLE:
		lay_out_record(type);
		return;
	case WIT_OPTION:
	case WIT_RESULT:
	case WIT_VARIANT:
		lay_out_choice(type);
		return;
	case WIT_ENUM:
		type->size = enum_size(type->count);
		break;
	case WIT_FLAGS:
		type->size = flags_size(type->count);
		break;
	default:
		type->size = 4;
	}
	type->align = type->size;
}

/* --- as text ------------------------------------------------------------------------------- */

static const char *const words[] = {
	[WIT_BOOL] = "bool",
	[WIT_S8] = "s8",
	[WIT_U8] = "u8",
	[WIT_S16] = "s16",
	[WIT_U16] = "u16",
	[WIT_S32] = "s32",
	[WIT_U32] = "u32",
	[WIT_S64] = "s64",
	[WIT_U64] = "u64",
	[WIT_F32] = "f32",
	[WIT_F64] = "f64",
	[WIT_STRING] = "string",
	[WIT_LIST] = "list",
	[WIT_RECORD] = "record",
	[WIT_TUPLE] = "tuple",
	[WIT_ENUM] = "enum",
	[WIT_FLAGS] = "flags",
	[WIT_OPTION] = "option",
	[WIT_RESULT] = "result",
	[WIT_VARIANT] = "variant",
	[WIT_OWN] = "own",
	[WIT_BORROW] = "borrow",
	[WIT_OTHER] = "another type",
};

static void print_inside(struct buf *to, const struct wit_type *type)
{
	for (uint32_t i = 0; i < type->count; i++) {
		if (to->len > PRINTED_MAX) {
			buf_puts(to, ", ...");
			return;
		}
		buf_puts(to, i ? ", " : "");
		if (type->parts[i].type)
			wit_type_print(to, type->parts[i].type);
		else
			buf_puts(to, "_");
	}
}

void wit_type_print(struct buf *to, const struct wit_type *type)
{
	buf_puts(to, words[type->kind]);
	switch (type->kind) {
	case WIT_LIST:
	case WIT_TUPLE:
	case WIT_OPTION:
	case WIT_RESULT:
		buf_puts(to, "<");
		print_inside(to, type);
		buf_puts(to, ">");
		break;
	default:
		break;
	}
}

static void print_all(struct buf *to, const struct wit_type *type)
{
	const bool is_named = type->kind == WIT_RECORD || type->kind == WIT_ENUM ||
			      type->kind == WIT_FLAGS || type->kind == WIT_VARIANT;

	buf_puts(to, words[type->kind]);
	if (!type->count)
		return;
	buf_puts(to, is_named ? "{" : "<");
	for (uint32_t i = 0; i < type->count; i++) {
		const struct wit_part *part = &type->parts[i];

		buf_printf(to, "%s%s%s", i ? ", " : "", part->name ? part->name : "",
			   part->name && part->type ? ": " : "");
		if (part->type)
			print_all(to, part->type);
		else if (!part->name)
			buf_puts(to, "_");
	}
	buf_puts(to, is_named ? "}" : ">");
}

void wit_func_print(struct buf *to, const struct wit_func *func)
{
	buf_puts(to, "(");
	for (uint32_t i = 0; i < func->count; i++) {
		buf_puts(to, i ? ", " : "");
		print_all(to, func->params[i].type);
	}
	buf_puts(to, ")");
	if (!func->result)
		return;
	buf_puts(to, " -> ");
	print_all(to, func->result);
}
