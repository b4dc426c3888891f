// SPDX-License-Identifier: MIT
/* C11 and C++17: packed structs of fixed-width types, each proved by static asserts. */
#include "btf2h/emit_c.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <string.h>

#include "bindings/decl.h"
#include "btf2h/emit.h"
#include "lib/text.h"

static const char *int_name(const struct plan_ref *ref)
{
	switch (ref->size) {
	case 1:
		return ref->is_signed ? "int8_t" : "uint8_t";
	case 2:
		return ref->is_signed ? "int16_t" : "uint16_t";
	case 4:
		return ref->is_signed ? "int32_t" : "uint32_t";
	case 8:
		return ref->is_signed ? "int64_t" : "uint64_t";
	default:
		return ref->is_signed ? "__int128" : "unsigned __int128";
	}
}

/* The keyword that goes before the name of a type. */
static const char *tag_of(const struct plan_type *type)
{
	switch (type->kind) {
	case PLAN_STRUCT:
	case PLAN_SECTION:
		return "struct ";
	case PLAN_UNION:
		return "union ";
	case PLAN_FORWARD:
		return type->is_union ? "union " : "struct ";
	default:
		return "";
	}
}

static void emit_body(struct buf *out, const struct plan *plan, const struct plan_body *body,
		      unsigned int indent);

static void emit_base(struct buf *out, const struct plan *plan, const struct plan_ref *ref,
		      unsigned int indent)
{
	const struct plan_type *type;

	switch (ref->kind) {
	case REF_INT:
		buf_puts(out, int_name(ref));
		break;
	case REF_BOOL:
		buf_puts(out, "bool");
		break;
	case REF_CHAR:
		buf_puts(out, "char");
		break;
	case REF_FLOAT:
		buf_puts(out, ref->size == 4 ? "float" : "double");
		break;
	case REF_POINTER:
		buf_puts(out, ref->size == 4 ? "uint32_t" : "uint64_t");
		break;
	case REF_BYTES:
		buf_puts(out, "uint8_t");
		break;
	case REF_NAMED:
		type = &plan->types[ref->type];
		buf_puts(out, tag_of(type));
		buf_puts(out, type->name);
		break;
	case REF_INLINE:
		emit_body(out, plan, &plan->bodies[ref->body], indent);
		break;
	}
}

static void emit_dims(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	for (uint32_t i = 0; i < ref->dims; i++)
		text(out, "[%u]", plan->dims[ref->first_dim + i]);
	if (ref->kind == REF_BYTES)
		text(out, "[%u]", ref->size);
}

/* What the fixed-width type does not tell. */
static void emit_remark(struct buf *out, const struct plan *plan, const struct plan_field *field)
{
	bool renamed = field->name && *field->source && strcmp(field->name, field->source) != 0;

	if (field->ref.kind != REF_POINTER && field->ref.kind != REF_BYTES && !renamed)
		return;
	buf_puts(out, " /* ");
	if (field->ref.kind == REF_POINTER)
		decl_pointer(out, plan->btf, field->ref.id);
	else if (field->ref.kind == REF_BYTES)
		decl_type(out, plan->btf, field->id);
	if (renamed) {
		buf_puts(out, field->ref.kind == REF_POINTER || field->ref.kind == REF_BYTES ?
			 " " : "");
		decl_name(out, field->source);
	}
	buf_puts(out, " */");
}

static void emit_member(struct buf *out, const struct plan *plan, const struct plan_field *field,
			unsigned int indent)
{
	emit_base(out, plan, &field->ref, indent);
	if (field->name) {
		buf_add(out, " ", 1);
		buf_puts(out, field->name);
	}
	emit_dims(out, plan, &field->ref);
	buf_add(out, ";", 1);
	emit_remark(out, plan, field);
}

static void emit_field(struct buf *out, const struct plan *plan, const struct plan_field *field,
		       unsigned int indent)
{
	if (field->kind == FIELD_BITS)
		return; /* the compiler makes them of the bit-fields */
	text_indent(out, indent);
	switch (field->kind) {
	case FIELD_PAD:
		text(out, "uint8_t %s[%u];", field->name, field->size);
		break;
	case FIELD_BIT:
	case FIELD_BIT_PAD:
		emit_base(out, plan, &field->ref, indent);
		text(out, " %s:%u;", field->name, field->bits);
		emit_remark(out, plan, field);
		break;
	default:
		emit_member(out, plan, field, indent);
	}
	buf_add(out, "\n", 1);
}

void emit_c_pointer(struct buf *out, const struct plan *plan, const struct plan_field *field,
		    unsigned int indent)
{
	const bool is_array = field->ref.dims || field->ref.kind == REF_BYTES;

	emit_base(out, plan, &field->ref, indent);
	text(out, is_array ? " (*%s)" : " *%s", field->name);
	emit_dims(out, plan, &field->ref);
}

#define PACKED " __attribute__((packed))"

static void emit_braces(struct buf *out, const struct plan *plan, const struct plan_body *body,
			unsigned int indent)
{
	buf_puts(out, "{\n");
	if (body->is_opaque) {
		text_indent(out, indent + 1);
		buf_puts(out, "/* members overlap */\n");
	}
	for (uint32_t i = 0; i < body->fields && !out->error; i++)
		emit_field(out, plan, &plan->fields[body->first_field + i], indent + 1);
	text_indent(out, indent);
	buf_puts(out, "}");
}

static void emit_body(struct buf *out, const struct plan *plan, const struct plan_body *body,
		      unsigned int indent)
{
	buf_puts(out, body->is_union ? "union " : "struct ");
	emit_braces(out, plan, body, indent);
	buf_puts(out, PACKED);
}

/* --- the proof -------------------------------------------------------------------- */

void emit_c_assert_macros(struct buf *out)
{
	buf_puts(out,
		 "#ifdef __cplusplus\n"
		 "#define BTF_SIZE(type, size) static_assert(sizeof(type) == (size), #type)\n"
		 "#define BTF_OFFSET(type, member, offset) \\\n"
		 "\tstatic_assert(offsetof(type, member) == (offset), #type \".\" #member)\n"
		 "#else\n"
		 "#define BTF_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)\n"
		 "#define BTF_OFFSET(type, member, offset) \\\n"
		 "\t_Static_assert(offsetof(type, member) == (offset), #type \".\" #member)\n"
		 "#endif\n");
}

void emit_c_end_assert_macros(struct buf *out)
{
	buf_puts(out, "#undef BTF_SIZE\n#undef BTF_OFFSET\n");
}

/* `path` is what begins the assert of each member: "BTF_OFFSET(struct foo, a.b[0]." */
static void emit_offsets(struct buf *out, const struct plan *plan, const struct plan_body *body,
			 uint32_t base, struct buf *path);

static void emit_inner_offsets(struct buf *out, const struct plan *plan,
			       const struct plan_field *field, uint32_t base, struct buf *path)
{
	const size_t len = path->len;

	if (field->name) {
		buf_puts(path, field->name);
		for (uint32_t i = 0; i < field->ref.dims; i++)
			buf_puts(path, "[0]");
		buf_puts(path, ".");
	}
	emit_offsets(out, plan, &plan->bodies[field->ref.body], base + field->offset, path);
	path->len = len;
}

static void emit_offsets(struct buf *out, const struct plan *plan, const struct plan_body *body,
			 uint32_t base, struct buf *path)
{
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];

		if (field->kind != FIELD_MEMBER)
			continue;
		if (field->name) {
			buf_add(out, path->data, path->len);
			buf_puts(out, field->name);
			text(out, ", %u);\n", base + field->offset);
		}
		if (field->ref.kind == REF_INLINE && plan_elements(plan, &field->ref))
			emit_inner_offsets(out, plan, field, base, path);
	}
}

void emit_c_struct(struct buf *out, const struct plan *plan, const struct plan_type *type,
		   const char *name, bool is_packed)
{
	const char *tag = tag_of(type);
	struct buf path = BUF_INIT(1 << 20);

	text(out, "%s%s ", tag, name);
	emit_braces(out, plan, &plan->bodies[type->body], 0);
	if (is_packed)
		text(out, PACKED ";\nBTF_SIZE(%s%s, %u);\n", tag, name, type->size);
	else
		buf_puts(out, ";\n");
	text(&path, "BTF_OFFSET(%s%s, ", tag, name);
	emit_offsets(out, plan, &plan->bodies[type->body], 0, &path);
	if (path.error && !out->error)
		out->error = path.error;
	buf_release(&path);
}

/* --- types ---------------------------------------------------------------------------- */

static void emit_constant(struct buf *out, const struct plan_type *type,
			  const struct plan_constant *constant)
{
	bool renamed = strcmp(constant->name, constant->source) != 0;

	text(out, "\t%s = ", constant->name);
	if (!type->is_signed)
		text(out, constant->value > INT64_MAX ? "%lluU" : "%llu",
		     (unsigned long long)constant->value);
	else if ((int64_t)constant->value == INT64_MIN)
		buf_puts(out, "-9223372036854775807 - 1");
	else
		text(out, "%lld", (long long)constant->value);
	buf_puts(out, ",");
	if (renamed) {
		buf_puts(out, " /* ");
		decl_name(out, constant->source);
		buf_puts(out, " */");
	}
	buf_puts(out, "\n");
}

static void emit_enum(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	const struct plan_ref ref = { .size = type->size, .is_signed = type->is_signed };

	if (type->name)
		text(out, "typedef %s %s;\n", int_name(&ref), type->name);
	if (!type->constants)
		return;
	buf_puts(out, "enum {\n");
	for (uint32_t i = 0; i < type->constants; i++)
		emit_constant(out, type, &plan->constants[type->first_constant + i]);
	buf_puts(out, "};\n");
}

static void emit_typedef(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	buf_puts(out, "typedef ");
	emit_base(out, plan, &type->ref, 0);
	text(out, " %s", type->name);
	emit_dims(out, plan, &type->ref);
	buf_puts(out, ";");
	if (type->ref.kind == REF_POINTER || type->ref.kind == REF_BYTES) {
		buf_puts(out, " /* ");
		if (type->ref.kind == REF_POINTER)
			decl_pointer(out, plan->btf, type->ref.id);
		else
			decl_type(out, plan->btf, type->ref.id);
		buf_puts(out, " */");
	}
	buf_puts(out, "\n");
}

static void emit_type(struct buf *out, const struct plan *plan, const struct plan_type *type)
{
	buf_puts(out, "\n");
	switch (type->kind) {
	case PLAN_STRUCT:
	case PLAN_UNION:
	case PLAN_SECTION:
		emit_c_struct(out, plan, type, type->name, true);
		break;
	case PLAN_ENUM:
		emit_enum(out, plan, type);
		break;
	case PLAN_TYPEDEF:
		emit_typedef(out, plan, type);
		break;
	case PLAN_FORWARD:
		text(out, "%s%s;\n", tag_of(type), type->name);
		break;
	}
}

/* --- strings ---------------------------------------------------------------------- */

void emit_c_string(struct buf *out, const char *string)
{
	buf_puts(out, "\"");
	for (; *string; string++) {
		if (*string == '"' || *string == '\\')
			text(out, "\\%c", *string);
		else if (isprint((unsigned char)*string))
			text(out, "%c", *string);
		else
			buf_printf(out, "\\%03o", (unsigned char)*string);
	}
	buf_puts(out, "\"");
}

/* One byte of the object inside a string: octal, since hexadecimal has no end. */
static void emit_byte(struct buf *out, unsigned char byte, bool digit_follows)
{
	char escape[4] = { '\\', (char)('0' + (byte >> 6)), (char)('0' + (byte >> 3 & 7)),
			   (char)('0' + (byte & 7)) };
	size_t skip = digit_follows || byte >> 6 ? 0 : byte >> 3 ? 1 : 2;

	if (byte == '"' || byte == '\\')
		text(out, "\\%c", byte);
	else if (byte >= ' ' && byte <= '~' && byte != '?') /* "??" begins a trigraph */
		buf_add(out, &byte, 1);
	else {
		buf_add(out, "\\", 1);
		buf_add(out, escape + 1 + skip, 3 - skip);
	}
}

void emit_c_bytes(struct buf *out, const void *bytes, size_t size)
{
	const unsigned char *data = bytes;
	size_t line;

	buf_puts(out, "\tstatic const char bytes[] __attribute__((aligned(8))) =\n");
	for (size_t i = 0; i < size && !out->error;) {
		buf_puts(out, "\t\t\"");
		for (line = out->len; i < size && out->len - line < 76; i++)
			emit_byte(out, data[i], i + 1 < size && isdigit(data[i + 1]));
		buf_puts(out, i < size ? "\"\n" : "\";\n");
	}
	text(out, "\n\t*sz = %llu;\n\treturn bytes;\n", (unsigned long long)size);
}

void emit_c_guard(struct buf *out, const char *name)
{
	if (!isalpha((unsigned char)*name))
		buf_puts(out, "BTF_");
	for (; *name; name++)
		text(out, "%c",
		     isalnum((unsigned char)*name) ? toupper((unsigned char)*name) : '_');
}

void emit_c_types(struct buf *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->type_count && !out->error; i++) {
		emit_type(out, plan, &plan->types[i]);
		buf_pass(out);
	}
}

void emit_c_name(struct buf *out, const struct plan_type *type)
{
	text(out, "%s%s", *type->source ? tag_of(type) : "", type->name);
}

void emit_c_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref)
{
	emit_base(out, plan, ref, 0);
}

void emit_c(struct buf *out, const struct plan *plan, const struct emit_names *names)
{
	buf_puts(out, "/* Made by btf2h from ");
	decl_name(out, names->input);
	buf_puts(out, names->note ? names->note : "");
	buf_puts(out, ": do not edit. */\n#ifndef ");
	emit_c_guard(out, names->guard);
	buf_puts(out, "\n#define ");
	emit_c_guard(out, names->guard);
	buf_puts(out, "\n\n#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n");
	emit_c_assert_macros(out);
	emit_c_types(out, plan);
	buf_puts(out, "\n");
	emit_c_end_assert_macros(out);
	buf_puts(out, "\n#endif\n");
}
