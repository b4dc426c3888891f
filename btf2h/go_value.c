// SPDX-License-Identifier: MIT
/* Go: statements that move values between variables and bytes, at the offsets of C. */
#include <string.h>

#include "btf2h/go.h"
#include "lib/text.h"

/* Which way, and what: `bytes[offset + index:]` holds `value`. */
struct mover {
	struct go *go;
	const char *bytes;
	uint32_t offset;
	struct buf *index;  /* "+i0*4", or empty */
	struct buf *value;  /* "v.Name[i0]" */
	unsigned int loops; /* around */
	bool reads;         /* from bytes to the variable */
};

/* Starts a statement. */
static struct buf *line(const struct mover *m)
{
	text_indent(m->go->out, m->loops + 1);
	return m->go->out;
}

static void offset(const struct mover *m)
{
	const char *index = m->index->data;

	if (m->offset || !*index)
		text(m->go->out, "%u%s", m->offset, index);
	else
		buf_puts(m->go->out, index + 1);
}

static void slice(const struct mover *m)
{
	text(m->go->out, "%s[", m->bytes);
	offset(m);
	buf_puts(m->go->out, ":]");
}

static void byte(const struct mover *m)
{
	text(m->go->out, "%s[", m->bytes);
	offset(m);
	buf_puts(m->go->out, "]");
}

/* --- numbers ------------------------------------------------------------------------- */

/* `convert` makes the value of an unsigned integer; empty where it is one. */
static void read_number(const struct mover *m, uint32_t size, const char *convert)
{
	struct buf *out = line(m);

	text(out, "%s = %s%s", m->value->data, convert, *convert ? "(" : "");
	if (size == 1) {
		byte(m);
	} else {
		text(out, "binary.LittleEndian.Uint%u(", size * 8);
		slice(m);
		buf_puts(out, ")");
	}
	buf_puts(out, *convert ? ")\n" : "\n");
}

/* `convert` makes an unsigned integer of the value; empty where it is one. */
static void write_number(const struct mover *m, uint32_t size, const char *convert)
{
	struct buf *out = line(m);

	if (size == 1) {
		byte(m);
		buf_puts(out, " = ");
	} else {
		text(out, "binary.LittleEndian.PutUint%u(", size * 8);
		slice(m);
		buf_puts(out, ", ");
	}
	text(out, *convert ? "%s(%s)" : "%s%s", convert, m->value->data);
	buf_puts(out, size == 1 ? "\n" : ")\n");
}

static void move_integer(const struct mover *m, uint32_t size, const char *type)
{
	const char *bits = go_integer(size, false);
	bool same = strcmp(type, bits) == 0;

	if (m->reads)
		read_number(m, size, same ? "" : type);
	else
		write_number(m, size, same ? "" : bits);
}

static void move_float(const struct mover *m, uint32_t size)
{
	if (m->reads)
		read_number(m, size, size == 4 ? "math.Float32frombits" : "math.Float64frombits");
	else
		write_number(m, size, size == 4 ? "math.Float32bits" : "math.Float64bits");
}

static void move_bool(struct mover *m)
{
	struct buf *out = line(m);

	if (m->reads) {
		text(out, "%s = ", m->value->data);
		byte(m);
		buf_puts(out, " != 0\n");
		return;
	}
	byte(m);
	buf_puts(out, " = 0\n");
	text(line(m), "if %s {\n\t", m->value->data);
	line(m);
	byte(m);
	buf_puts(out, " = 1\n");
	buf_puts(line(m), "}\n");
}

/* --- the rest -------------------------------------------------------------------------- */

static void move_bytes(const struct mover *m)
{
	struct buf *out = line(m);

	buf_puts(out, "copy(");
	if (m->reads) {
		text(out, "%s[:], ", m->value->data);
		slice(m);
	} else {
		slice(m);
		text(out, ", %s[:]", m->value->data);
	}
	buf_puts(out, ")\n");
}

static void move(struct mover *m, const struct plan_ref *ref);

static void move_named(struct mover *m, const struct plan_type *type)
{
	if (type->kind == PLAN_TYPEDEF) {
		move(m, &type->ref);
	} else if (type->kind == PLAN_ENUM) {
		move_integer(m, type->size, type->name);
	} else if (go_is_shared(m->go->plan, type)) {
		move_bytes(m);
	} else {
		text(line(m), "%s.%s(", m->value->data, m->reads ? "read" : "write");
		slice(m);
		buf_puts(m->go->out, ")\n");
	}
}

/* Whether arrays of it are as good as slices of bytes. */
static bool is_byte(const struct plan *plan, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (ref->dims)
		return false;
	if (ref->kind != REF_NAMED)
		return ref->kind == REF_CHAR ||
		       (ref->kind == REF_INT && ref->size == 1 && !ref->is_signed);
	type = &plan->types[ref->type];
	return type->kind == PLAN_TYPEDEF && is_byte(plan, &type->ref);
}

static void cut(struct buf *buf, size_t len)
{
	if (!buf->error)
		buf->data[buf->len = len] = '\0';
}

static void move_elements(struct mover *m, const struct plan_ref *element, uint64_t size)
{
	size_t value_len = m->value->len, index_len = m->index->len;

	text(line(m), "for i%u := range %s {\n", m->loops, m->value->data);
	text(m->value, "[i%u]", m->loops);
	text(m->index, size == 1 ? "+i%u" : "+i%u*%llu", m->loops, (unsigned long long)size);
	m->loops++;
	if (!m->value->error && !m->index->error)
		move(m, element);
	m->loops--;
	cut(m->value, value_len);
	cut(m->index, index_len);
	buf_puts(line(m), "}\n");
}

static void move_array(struct mover *m, const struct plan_ref *ref)
{
	const struct plan *plan = m->go->plan;
	struct plan_ref element = *ref;
	uint64_t size;

	element.first_dim++;
	element.dims--;
	size = plan_elements(plan, &element) * element.size;
	if (size == 0 || plan->dims[ref->first_dim] == 0)
		return;
	if (is_byte(plan, &element))
		move_bytes(m);
	else
		move_elements(m, &element, size);
}

static void move(struct mover *m, const struct plan_ref *ref)
{
	if (ref->dims)
		move_array(m, ref);
	else if (ref->kind == REF_NAMED)
		move_named(m, &m->go->plan->types[ref->type]);
	else if (go_is_bytes(ref))
		move_bytes(m);
	else if (ref->kind == REF_BOOL)
		move_bool(m);
	else if (ref->kind == REF_FLOAT)
		move_float(m, ref->size);
	else
		move_integer(m, ref->size, go_integer(ref->size, ref->kind == REF_INT &&
								 ref->is_signed));
}

void go_move(struct go *go, const char *parent, const char *name, const struct plan_ref *ref,
	     const char *bytes, uint32_t at, bool reads)
{
	struct mover m = {
		.go = go,
		.bytes = bytes,
		.offset = at,
		.index = &go->index,
		.value = &go->value,
		.reads = reads,
	};

	m.value->len = m.index->len = 0;
	text(m.value, "%s%s", parent, name);
	buf_add(m.index, "", 0);
	if (!m.value->error && !m.index->error)
		move(&m, ref);
	if (m.value->error || m.index->error)
		go->out->error = m.value->error ? m.value->error : m.index->error;
}

void go_release(struct go *go)
{
	buf_release(&go->index);
	buf_release(&go->value);
}
