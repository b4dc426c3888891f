// SPDX-License-Identifier: MIT
/*
 * Go, as gofmt has it. Its structs cannot be packed, so each is read from and written
 * to bytes, field by field at the offsets of C; unions are their bytes.
 */
#include "btf2h/emit_go.h"

#include <string.h>

#include "bindings/decl.h"
#include "bindings/describe.h"
#include "btf2h/emit.h"
#include "lib/text.h"

enum { MAX_TYPE = 1 << 16 };

/* --- structs and unions -------------------------------------------------------------------- */

/* What a struct of Go has; bit-fields and padding are arrays of bytes. */
static bool is_stored(const struct plan_field *field)
{
	return field->kind == FIELD_MEMBER || field->kind == FIELD_BITS ||
	       (field->kind == FIELD_PAD && field->size);
}

/* Padding has none, so that nobody sets it. */
static const char *field_name(const struct plan_field *field)
{
	return field->kind == FIELD_PAD ? "_" : field->name;
}

static void field_type(struct buf *out, const struct plan *plan, const struct plan_field *field)
{
	if (field->kind == FIELD_BITS || field->kind == FIELD_PAD)
		text(out, "[%u]byte", field->size);
	else
		go_type(out, plan, &field->ref);
}

/* The widths of the longest name and type: gofmt aligns what follows them. */
static void measure(const struct plan *plan, const struct plan_body *body, size_t *ret_name,
		    size_t *ret_type)
{
	struct buf type = BUF_INIT(MAX_TYPE);

	*ret_name = *ret_type = 0;
	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &plan->fields[body->first_field + i];

		if (!is_stored(field))
			continue;
		type.len = 0;
		field_type(&type, plan, field);
		*ret_type = type.len > *ret_type ? type.len : *ret_type;
		if (strlen(field_name(field)) > *ret_name)
			*ret_name = strlen(field_name(field));
	}
	buf_release(&type);
}

static void define_field(struct go *go, const struct plan_field *field, size_t name_width,
			 size_t type_width)
{
	struct buf *out = go->out;
	size_t start;

	text(out, "\t%s", field_name(field));
	go_pad(out, strlen(field_name(field)), name_width + 1);
	start = out->len;
	field_type(out, go->plan, field);
	go_pad(out, out->len - start, type_width + 1);
	buf_puts(out, "// ");
	if (field->kind == FIELD_BITS)
		text(out, "bit-fields; offset %u; size %u", field->offset, field->size);
	else if (field->kind == FIELD_PAD)
		text(out, "padding; offset %u; size %u", field->offset, field->size);
	else
		describe_field(out, go->plan, field);
	buf_puts(out, "\n");
}

static void define_struct(struct go *go, const struct plan_type *type)
{
	const struct plan_body *body = &go->plan->bodies[type->body];
	size_t name_width, type_width;

	measure(go->plan, body, &name_width, &type_width);
	if (name_width == 0) {
		text(go->out, "type %s struct{}\n", type->name);
		return;
	}
	text(go->out, "type %s struct {\n", type->name);
	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &go->plan->fields[body->first_field + i];

		if (is_stored(field))
			define_field(go, field, name_width, type_width);
	}
	buf_puts(go->out, "}\n");
}

/* The method that reads all fields from `b`, or writes them there. */
static void transfer(struct go *go, const struct plan_type *type, bool reads)
{
	const struct plan_body *body = &go->plan->bodies[type->body];
	struct buf *out = go->out;

	text(out, "\nfunc (v *%s) %s(b []byte) {\n", type->name, reads ? "read" : "write");
	if (type->size)
		text(out, "\t_ = b[%u]\n", type->size - 1); /* so that Go checks no index below */
	for (uint32_t i = 0; i < body->fields && !out->error; i++) {
		const struct plan_field *field = &go->plan->fields[body->first_field + i];

		if (field->kind == FIELD_MEMBER)
			go_move(go, "v.", field->name, &field->ref, "b", field->offset, reads);
		else if (field->kind == FIELD_BITS && reads)
			text(out, "\tcopy(v.%s[:], b[%u:])\n", field->name, field->offset);
		else if (field->kind == FIELD_BITS)
			text(out, "\tcopy(b[%u:], v.%s[:])\n", field->offset, field->name);
	}
	buf_puts(out, "}\n");
}

/* The methods of a member of a union. */
static void define_accessors(struct go *go, const struct plan_type *type,
			     const struct plan_field *field)
{
	struct buf *out = go->out;

	text(out, "\n// %s is ", field->name);
	describe_field(out, go->plan, field);
	text(out, "\nfunc (v *%s) %s() (value ", type->name, field->name);
	go_type(out, go->plan, &field->ref);
	buf_puts(out, ") {\n");
	go_move(go, "value", "", &field->ref, "v", field->offset, true);
	text(out, "\treturn value\n}\n\n// %s sets the value of %s.\nfunc (v *%s) %s(value ",
	     field->setter, field->name, type->name, field->setter);
	go_type(out, go->plan, &field->ref);
	buf_puts(out, ") {\n");
	go_move(go, "value", "", &field->ref, "v", field->offset, false);
	buf_puts(out, "}\n");
}

/* The methods of encoding.BinaryUnmarshaler and encoding.BinaryMarshaler. */
static void define_binary(struct go *go, const struct plan_type *type)
{
	bool is_shared = go_is_shared(go->plan, type);
	struct buf *out = go->out;

	text(out, "\n// UnmarshalBinary reads the first %u bytes of b.\n"
	     "func (v *%s) UnmarshalBinary(b []byte) error {\n", type->size, type->name);
	if (type->size)
		text(out, "\tif len(b) < %u {\n\t\treturn io.ErrUnexpectedEOF\n\t}\n", type->size);
	text(out,
	     "\t%s\n"
	     "\treturn nil\n"
	     "}\n"
	     "\n"
	     "// MarshalBinary returns %u bytes%s.\n"
	     "func (v *%s) MarshalBinary() ([]byte, error) {\n"
	     "\tb := make([]byte, %u)\n"
	     "\t%s\n"
	     "\treturn b, nil\n"
	     "}\n", is_shared ? "copy(v[:], b)" : "v.read(b)", type->size,
	     is_shared ? "" : "; bytes that belong to no member are 0", type->name, type->size,
	     is_shared ? "copy(b, v[:])" : "v.write(b)");
}

static void define_composite(struct go *go, const struct plan_type *type)
{
	const struct plan_body *body = &go->plan->bodies[type->body];
	const struct plan_field *storage = NULL;
	bool is_shared = go_is_shared(go->plan, type);

	if (is_shared)
		text(go->out, "type %s [%u]byte\n", type->name, type->size);
	else
		define_struct(go, type);
	define_binary(go, type);
	if (!is_shared) {
		transfer(go, type, true);
		transfer(go, type, false);
	}
	for (uint32_t i = 0; i < body->fields && !go->out->error; i++) {
		const struct plan_field *field = &go->plan->fields[body->first_field + i];

		if (field->kind == FIELD_BITS)
			storage = field;
		else if (field->kind == FIELD_BIT)
			go_bit_accessors(go, type, storage, field);
		else if (field->kind == FIELD_MEMBER && is_shared)
			define_accessors(go, type, field);
	}
}

/* --- the rest ----------------------------------------------------------------------------- */

/* Any value is valid, whatever the kernel of the day adds. */
static void define_enum(struct go *go, const struct plan_type *type)
{
	const struct plan_constant *constant;
	struct buf *out = go->out;
	size_t width = 0;

	text(out, "type %s %s\n", type->name, go_integer(type->size, type->is_signed));
	if (!type->constants)
		return;
	constant = &go->plan->constants[type->first_constant];
	for (uint32_t i = 0; i < type->constants; i++)
		if (strlen(constant[i].name) > width)
			width = strlen(constant[i].name);
	buf_puts(out, "\nconst (\n");
	for (uint32_t i = 0; i < type->constants && !out->error; i++) {
		text(out, "\t%s", constant[i].name);
		go_pad(out, strlen(constant[i].name), width + 1);
		text(out, type->is_signed ? "%s = %lld\n" : "%s = %llu\n", type->name,
		     (unsigned long long)constant[i].value);
	}
	buf_puts(out, ")\n");
}

static void define_typedef(struct go *go, const struct plan_type *type)
{
	text(go->out, "type %s = ", type->name);
	go_type(go->out, go->plan, &type->ref);
	buf_puts(go->out, "\n");
}

void go_define(struct go *go, const struct plan_type *type)
{
	text(go->out, "\n// %s is ", type->name);
	describe_type(go->out, go->plan, type);
	buf_puts(go->out, "\n");
	switch (type->kind) {
	case PLAN_ENUM:
		define_enum(go, type);
		break;
	case PLAN_TYPEDEF:
		define_typedef(go, type);
		break;
	default: /* without tags, there are no forwards */
		define_composite(go, type);
	}
}

void go_start(struct go *go, const struct emit_names *names)
{
	buf_puts(go->out, "// Code generated by btf2h from ");
	decl_name(go->out, names->input);
	buf_puts(go->out, names->note ? names->note : "");
	text(go->out, ". DO NOT EDIT.\n\npackage %s\n", names->package);
	go_import(go);
}

void emit_go(struct buf *out, const struct plan *plan, const struct emit_names *names)
{
	struct go go = { .out = out, .plan = plan, GO_INIT };

	go_start(&go, names);
	for (size_t i = 0; i < plan->type_count && !out->error; i++) {
		go_define(&go, &plan->types[i]);
		buf_pass(out);
	}
	go_release(&go);
}
