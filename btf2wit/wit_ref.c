// SPDX-License-Identifier: MIT
#include "btf2wit/wit_ref.h"

#include "bindings/plan.h"
#include "btf2wit/uses.h"
#include "lib/text.h"
#include "values/shape.h"

const char *wit_integer(uint32_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? "s8" : "u8";
	case 2:
		return is_signed ? "s16" : "u16";
	case 4:
		return is_signed ? "s32" : "u32";
	case 8:
		return is_signed ? "s64" : "u64";
	default:
		return is_signed ? "tuple<u64, s64>" : "tuple<u64, u64>";
	}
}

void wit_end_list(const struct wit *w, uint32_t length)
{
	if (w->shape->fixed_lists && length)
		text(w->out, ", %u>", length);
	else
		text(w->out, ">");
}

void wit_bytes(const struct wit *w, uint32_t length)
{
	text(w->out, w->hex ? "string" : "list<u8");
	if (!w->hex)
		wit_end_list(w, length);
}

/* Whether the innermost dimension is no list. */
static bool is_string(const struct wit *w, const struct plan_ref *ref)
{
	return shape_is_string(w->shape, ref) || (w->hex && shape_is_bytes(w->plan, ref));
}

static const char *name_of(const struct wit *w, const struct plan_ref *ref)
{
	const char *name = w->plan->types[ref->type].name;

	return w->uses ? uses_name(w->uses, name) : name;
}

static void write_base(const struct wit *w, const struct plan_ref *ref)
{
	switch (ref->kind) {
	case REF_INT:
		text(w->out, "%s", wit_integer(ref->size, ref->is_signed));
		break;
	case REF_BOOL:
		text(w->out, "bool");
		break;
	case REF_CHAR:
		text(w->out, "u8");
		break;
	case REF_FLOAT:
		text(w->out, "f%u", ref->size * 8);
		break;
	case REF_POINTER:
		text(w->out, "u%u", ref->size * 8);
		break;
	case REF_NAMED:
		text(w->out, "%s", name_of(w, ref));
		break;
	default:
		wit_bytes(w, ref->size);
	}
}

void wit_ref(const struct wit *w, const struct plan_ref *ref)
{
	const uint32_t lists = ref->dims - is_string(w, ref);

	for (uint32_t i = 0; i < lists; i++)
		text(w->out, "list<");
	if (lists < ref->dims)
		text(w->out, "string");
	else
		write_base(w, ref);
	for (uint32_t i = lists; i > 0; i--)
		wit_end_list(w, w->plan->dims[ref->first_dim + i - 1]);
}
