// SPDX-License-Identifier: MIT
/* Go: the names of types, as members and variables have them. */
#include "btf2h/go.h"
#include "lib/text.h"

const char *go_integer(uint32_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? "int8" : "uint8";
	case 2:
		return is_signed ? "int16" : "uint16";
	case 4:
		return is_signed ? "int32" : "uint32";
	default:
		return is_signed ? "int64" : "uint64";
	}
}

bool go_is_bytes(const struct plan_ref *ref)
{
	return ref->kind == REF_BYTES || ref->kind == REF_INLINE ||
	       (ref->kind == REF_INT && ref->size == 16);
}

bool go_is_shared(const struct plan *plan, const struct plan_type *type)
{
	const struct plan_body *body = &plan->bodies[type->body];

	return body->is_union || body->is_opaque;
}

void go_type(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	for (uint32_t i = 0; i < ref->dims; i++)
		text(out, "[%u]", plan->dims[ref->first_dim + i]);
	if (ref->kind == REF_NAMED)
		buf_puts(out, plan->types[ref->type].name);
	else if (go_is_bytes(ref))
		text(out, "[%u]byte", ref->size);
	else if (ref->kind == REF_BOOL)
		buf_puts(out, "bool");
	else if (ref->kind == REF_CHAR)
		buf_puts(out, "byte");
	else if (ref->kind == REF_FLOAT)
		text(out, "float%u", ref->size * 8);
	else
		buf_puts(out, go_integer(ref->size, ref->kind == REF_INT && ref->is_signed));
}

void go_pad(struct buf *out, size_t from, size_t to)
{
	if (from < to)
		buf_fill(out, ' ', to - from);
}
