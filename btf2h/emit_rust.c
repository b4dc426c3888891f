// SPDX-License-Identifier: MIT
/* Rust 1.77 without std: structs with each byte named, packed where C's offsets ask for it, each
 * proved when it is compiled. */
#include "btf2h/emit_rust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/decl.h"
#include "btf2h/emit.h"
#include "lib/text.h"

static const char *int_name(uint32_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? "i8" : "u8";
	case 2:
		return is_signed ? "i16" : "u16";
	case 4:
		return is_signed ? "i32" : "u32";
	case 8:
		return is_signed ? "i64" : "u64";
	default:
		return is_signed ? "i128" : "u128";
	}
}

static const char *element_name(const struct plan *plan, const struct plan_ref *ref)
{
	switch (ref->kind) {
	case REF_INT:
		return int_name(ref->size, ref->is_signed);
	case REF_FLOAT:
		return ref->size == 4 ? "f32" : "f64";
	case REF_POINTER:
		return int_name(ref->size, false);
	case REF_NAMED:
		return plan->types[ref->type].name;
	default: /* a bool of C may hold any byte, which one of Rust must not */
		return "u8";
	}
}

/* The same with another type for its elements, unless that is null. */
static void emit_ref_of(struct buf *out, const struct plan *plan, const struct plan_ref *ref,
			const char *element)
{
	for (uint32_t i = 0; i < ref->dims; i++)
		buf_puts(out, "[");
	if (ref->kind == REF_BYTES)
		text(out, "[u8; %u]", ref->size);
	else
		buf_puts(out, element ? element : element_name(plan, ref));
	for (uint32_t i = ref->dims; i-- > 0;)
		text(out, "; %u]", plan->dims[ref->first_dim + i]);
}

void emit_rust_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	emit_ref_of(out, plan, ref, NULL);
}

/* --- alignment ---------------------------------------------------------------------- */

/* What a type of Rust is aligned to, for what has no byte that only the compiler knows. */
static uint32_t ref_align(const struct plan_ref *ref, const uint32_t *aligns)
{
	if (ref->kind == REF_NAMED)
		return aligns[ref->type];
	if (ref->kind == REF_INT || ref->kind == REF_POINTER || ref->kind == REF_FLOAT)
		return ref->size;
	return 1;
}

/* The alignment of a struct as it is without "packed"; 1 where it must be packed. Integers of 16
 * bytes are aligned otherwise in older compilers. */
static uint32_t body_align(const struct plan *plan, const struct plan_body *body,
			   const uint32_t *aligns, bool may_grow)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];
		uint32_t align = 1;

		if (field->kind == FIELD_MEMBER)
			align = ref_align(&field->ref, aligns);
		if (align > 8 || field->offset % align)
			return 1;
		most = align > most ? align : most;
	}
	return body->size % most && !may_grow ? 1 : most;
}

/* A type in a packed one is packed, too: else none of its methods could be called there. */
static void pack_held(const struct plan *plan, const struct plan_type *type, uint32_t *aligns)
{
	const struct plan_body *body = &plan->bodies[type->body];

	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];
		const struct plan_ref *ref = &field->ref;

		if (field->kind != FIELD_MEMBER)
			continue;
		while (ref->kind == REF_NAMED && plan->types[ref->type].kind == PLAN_TYPEDEF)
			ref = &plan->types[ref->type].ref;
		if (ref->kind == REF_NAMED && plan->types[ref->type].kind != PLAN_ENUM)
			aligns[ref->type] = 1;
	}
}

/* Those of all types, which come after what they hold; or null. A section ends with its last
 * variable; libbpf-rs' users have it rounded up. */
static uint32_t *find_aligns(const struct plan *plan, enum rust_bools bools)
{
	uint32_t *aligns = calloc(plan->type_count + 1, sizeof(*aligns));

	for (size_t i = 0; aligns && i < plan->type_count; i++) {
		const struct plan_type *type = &plan->types[i];

		if (type->kind == PLAN_ENUM)
			aligns[i] = type->size;
		else if (type->kind == PLAN_TYPEDEF)
			aligns[i] = ref_align(&type->ref, aligns);
		else
			aligns[i] = body_align(plan, &plan->bodies[type->body], aligns,
					       bools == RUST_LIBBPF && type->kind == PLAN_SECTION);
		if (!aligns[i])
			aligns[i] = 1;
	}
	for (size_t i = plan->type_count; aligns && i-- > 0;)
		if (aligns[i] == 1 && plan->types[i].kind != PLAN_ENUM &&
		    plan->types[i].kind != PLAN_TYPEDEF)
			pack_held(plan, &plan->types[i], aligns);
	return aligns;
}

/* What the type of Rust does not tell. */
static void emit_remark(struct buf *out, const struct plan *plan, const struct plan_ref *ref,
			uint32_t id)
{
	if (ref->kind == REF_BOOL) {
		buf_puts(out, " // bool");
	} else if (ref->kind == REF_POINTER) {
		buf_puts(out, " // ");
		decl_pointer(out, plan->btf, ref->id);
	} else if (ref->kind == REF_BYTES) {
		buf_puts(out, " // ");
		decl_type(out, plan->btf, id);
	}
	buf_puts(out, "\n");
}

/* --- structs and unions ------------------------------------------------------------ */

static void emit_field(struct buf *out, const struct plan *plan, const struct plan_field *field,
		       const char *boolean)
{
	const bool is_bool = field->kind == FIELD_MEMBER && field->ref.kind == REF_BOOL;

	switch (field->kind) {
	case FIELD_MEMBER:
		text(out, "    pub %s: ", field->name);
		emit_ref_of(out, plan, &field->ref, is_bool ? boolean : NULL);
		buf_puts(out, ",");
		emit_remark(out, plan, &field->ref, field->id);
		break;
	case FIELD_PAD:
	case FIELD_BITS:
		text(out, "    pub %s: [u8; %u],\n", field->name, field->size);
		break;
	default:
		break; /* a bit-field, in its FIELD_BITS */
	}
}

/* Whether a reference to it could be unaligned, which Rust does not allow. */
static bool is_aligned(const struct plan *plan, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (ref->kind != REF_NAMED)
		return ref->size == 1 || ref->kind == REF_BYTES;
	type = &plan->types[ref->type];
	if (type->kind == PLAN_TYPEDEF)
		return is_aligned(plan, &type->ref);
	return type->kind != PLAN_ENUM || type->size == 1;
}

static void emit_getter(struct buf *out, const struct plan *plan, const struct plan_field *field,
			bool in_union)
{
	text(out, "    pub fn %s(&self) -> ", field->name);
	emit_rust_ref(out, plan, &field->ref);
	text(out, in_union ? " {\n        unsafe { self.%s }\n    }\n" :
			     " {\n        self.%s\n    }\n", field->name);
}

/* The integer that a bit-field's type is in the end. */
static const char *integer_of(const struct plan *plan, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (ref->kind != REF_NAMED)
		return int_name(ref->size, ref->is_signed);
	type = &plan->types[ref->type];
	return type->kind == PLAN_ENUM ? int_name(type->size, type->is_signed) :
					 integer_of(plan, &type->ref);
}

/* The enum that a bit-field's type is in the end; or null. */
static const struct plan_type *enum_of(const struct plan *plan, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (ref->kind != REF_NAMED)
		return NULL;
	type = &plan->types[ref->type];
	return type->kind == PLAN_ENUM ? type : enum_of(plan, &type->ref);
}

static void emit_bit_accessors(struct buf *out, const struct plan *plan,
			       const struct plan_field *bits, const struct plan_field *field,
			       bool in_union)
{
	const struct plan_type *enumeration = enum_of(plan, &field->ref);
	const char *integer = integer_of(plan, &field->ref);
	bool is_signed = integer[0] == 'i';

	text(out, "    pub fn %s(&self) -> ", field->name);
	emit_rust_ref(out, plan, &field->ref);
	text(out, " {\n        let bits = get_bits(&%sself.%s%s, %u, %u);\n        ",
	     in_union ? "unsafe { " : "", bits->name, in_union ? " }" : "", field->bit_offset,
	     field->bits);
	if (enumeration)
		text(out, "%s(", enumeration->name);
	if (is_signed)
		text(out, "((bits << %u) as i128 >> %u) as %s", 128 - field->bits,
		     128 - field->bits, integer);
	else
		text(out, "bits as %s", integer);
	text(out, "%s\n    }\n", enumeration ? ")" : "");

	text(out, "    pub fn %s(&mut self, value: ", field->setter);
	emit_rust_ref(out, plan, &field->ref);
	text(out, ") {\n        set_bits(%s&mut self.%s%s, %u, %u, value%s as u128)\n    }\n",
	     in_union ? "unsafe { " : "", bits->name, in_union ? " }" : "", field->bit_offset,
	     field->bits, enumeration ? ".0" : "");
}

static bool needs_accessors(const struct plan *plan, const struct plan_field *field)
{
	return field->kind == FIELD_BIT ||
	       (field->kind == FIELD_MEMBER && !is_aligned(plan, &field->ref));
}

/* Reads by value of what cannot be borrowed, and bit-fields. */
static void emit_accessors(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	const struct plan_body *body = &plan->bodies[type->body];
	const struct plan_field *fields = &plan->fields[body->first_field], *bits = NULL;
	bool any = false;

	for (uint32_t i = 0; i < body->fields; i++)
		any = any || needs_accessors(plan, &fields[i]);
	if (!any)
		return;
	text(out, "impl %s {\n", type->name);
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		if (fields[i].kind == FIELD_BITS)
			bits = &fields[i];
		else if (fields[i].kind == FIELD_BIT)
			emit_bit_accessors(out, plan, bits, &fields[i], body->is_union);
		else if (needs_accessors(plan, &fields[i]))
			emit_getter(out, plan, &fields[i], body->is_union);
	}
	buf_puts(out, "}\n");
}

static void emit_proof(struct buf *out, const struct plan *plan, const struct plan_type *type,
		       bool may_grow)
{
	const struct plan_body *body = &plan->bodies[type->body];

	text(out, "const _: () = {\n    assert!(::core::mem::size_of::<%s>() %s %u);\n", type->name,
	     may_grow ? ">=" : "==", type->size);
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];

		if (field->kind == FIELD_MEMBER || field->kind == FIELD_BITS)
			text(out, "    assert!(::core::mem::offset_of!(%s, %s) == %u);\n",
			     type->name, field->name, field->offset);
	}
	buf_puts(out, "};\n");
}

/* `boolean`: what a bool of C is; null: a byte. */
static void emit_composite(struct buf *out, const struct plan *plan, const struct plan_type *type,
			   bool is_packed, const char *boolean)
{
	const struct plan_body *body = &plan->bodies[type->body];

	text(out, "#[repr(C%s)]\n#[derive(%sClone, Copy)]\npub %s %s {\n",
	     is_packed ? ", packed" : "", body->is_union ? "" : "Debug, ",
	     body->is_union ? "union" : "struct", type->name);
	if (body->is_opaque)
		buf_puts(out, "    // members overlap\n");
	for (uint32_t i = 0; i < body->fields && !out->error; i++)
		emit_field(out, plan, &plan->fields[body->first_field + i], boolean);
	text(out,
	     "}\n"
	     "impl ::core::default::Default for %s {\n"
	     "    fn default() -> Self {\n"
	     "        // SAFETY: integers, floats and arrays of them may be zero.\n"
	     "        unsafe { ::core::mem::zeroed() }\n"
	     "    }\n"
	     "}\n", type->name);
	if (body->is_union)
		text(out,
		     "impl ::core::fmt::Debug for %s {\n"
		     "    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> "
		     "::core::fmt::Result {\n"
		     "        f.write_str(\"%s {{ .. }}\")\n"
		     "    }\n"
		     "}\n", type->name, type->name);
	emit_accessors(out, plan, type);
	emit_proof(out, plan, type, boolean && type->kind == PLAN_SECTION);
}

/* --- the rest ------------------------------------------------------------------------- */

/* Any value is valid, whatever the kernel of the day adds. */
static void emit_enum(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	text(out,
	     "#[repr(transparent)]\n"
	     "#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]\n"
	     "pub struct %s(pub %s);\n", type->name, int_name(type->size, type->is_signed));
	if (!type->constants)
		return;
	text(out, "impl %s {\n", type->name);
	for (uint32_t i = 0; i < type->constants && !out->error; i++) {
		const struct plan_constant *constant = &plan->constants[type->first_constant + i];

		text(out, type->is_signed ? "    pub const %s: Self = Self(%lld);\n" :
					    "    pub const %s: Self = Self(%llu);\n",
		     constant->name, (unsigned long long)constant->value);
	}
	buf_puts(out, "}\n");
}

static void emit_typedef(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	text(out, "pub type %s = ", type->name);
	emit_rust_ref(out, plan, &type->ref);
	buf_puts(out, ";");
	emit_remark(out, plan, &type->ref, type->ref.id);
}

static void emit_bit_functions(struct buf *out)
{
	buf_puts(out,
		 "\n"
		 "/// `count` bits from bit `at` of little-endian `bytes`.\n"
		 "#[inline]\n"
		 "fn get_bits(bytes: &[u8], at: usize, count: usize) -> u128 {\n"
		 "    (0..count).rev().fold(0, |bits, i| {\n"
		 "        bits << 1 | (bytes[(at + i) / 8] >> ((at + i) % 8) & 1) as u128\n"
		 "    })\n"
		 "}\n"
		 "\n"
		 "#[inline]\n"
		 "fn set_bits(bytes: &mut [u8], at: usize, count: usize, value: u128) {\n"
		 "    for i in 0..count {\n"
		 "        let mask = 1 << ((at + i) % 8);\n"
		 "        let byte = &mut bytes[(at + i) / 8];\n"
		 "        *byte = if value >> i & 1 == 1 { *byte | mask } else { *byte & !mask };\n"
		 "    }\n"
		 "}\n");
}

static bool has_bits(const struct plan *plan)
{
	for (size_t i = 0; i < plan->field_count; i++)
		if (plan->fields[i].kind == FIELD_BIT)
			return true;
	return false;
}

static void emit_type(struct buf *out, const struct plan *plan, const struct plan_type *type,
		      bool is_packed, enum rust_bools bools)
{
	const char *boolean = bools == RUST_BYTES          ? NULL
			      : type->kind == PLAN_SECTION ? "bool"
							   : "::core::mem::MaybeUninit<bool>";

	buf_puts(out, "\n");
	switch (type->kind) {
	case PLAN_ENUM:
		emit_enum(out, plan, type);
		break;
	case PLAN_TYPEDEF:
		emit_typedef(out, plan, type);
		break;
	default: /* without tags, there are no forwards */
		emit_composite(out, plan, type, is_packed, boolean);
	}
}

void emit_rust_head(struct buf *out, const struct emit_names *names)
{
	buf_puts(out, "// Made by btf2h from ");
	decl_name(out, names->input);
	buf_puts(out, names->note ? names->note : "");
	buf_puts(out, ": do not edit.\n"
		 "#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]\n");
}

void emit_rust_types(struct buf *out, const struct plan *plan, enum rust_bools bools)
{
	uint32_t *aligns = find_aligns(plan, bools);

	if (!aligns)
		out->error = ENOMEM;
	for (size_t i = 0; i < plan->type_count && !out->error; i++) {
		emit_type(out, plan, &plan->types[i], aligns[i] == 1, bools);
		buf_pass(out);
	}
	free(aligns);
	if (has_bits(plan))
		emit_bit_functions(out);
}

void emit_rust(struct buf *out, const struct plan *plan, const struct emit_names *names)
{
	emit_rust_head(out, names);
	emit_rust_types(out, plan, RUST_BYTES);
}
