// SPDX-License-Identifier: MIT
#include "bindings/decl.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "lib/text.h"

enum { MAX_NESTING = 3, MAX_STEPS = 64, MAX_SIDE = 256 };

/* What stands around the name in a declaration: it grows outwards from there.
 * `left` is filled from its end, `right` from its start. */
struct declarator {
	char left[MAX_SIDE];
	char right[MAX_SIDE];
	size_t left_len;
	size_t right_len;
	bool pointer; /* the outermost thing is a '*', so that [] and () need parentheses */
	bool cut;
};

static void add_left(struct declarator *d, const char *string)
{
	size_t len = strlen(string);

	if (d->cut || len > sizeof(d->left) - d->left_len) {
		d->cut = true;
		return;
	}
	d->left_len += len;
	memcpy(d->left + sizeof(d->left) - d->left_len, string, len);
}

static void add_right(struct declarator *d, const char *string)
{
	size_t len = strlen(string);

	if (d->cut || len > sizeof(d->right) - d->right_len) {
		d->cut = true;
		return;
	}
	memcpy(d->right + d->right_len, string, len);
	d->right_len += len;
}

static void parenthesize(struct declarator *d)
{
	if (d->pointer) {
		add_left(d, "(");
		add_right(d, ")");
	}
	d->pointer = false;
}

void decl_name(struct buf *out, const char *name)
{
	for (const char *end; *name; name = end) {
		end = name;
		while (isalnum((unsigned char)*end) || (*end && strchr("_.$<>:,& ()[]-", *end)))
			end++;
		buf_add(out, name, (size_t)(end - name));
		if (*end) {
			buf_puts(out, "?");
			end++;
		}
	}
}

static const char *tag(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum ";
	case BTF_KIND_FWD:
		return btf_kflag(type) ? "union " : "struct ";
	default:
		return "";
	}
}

static void base(struct buf *out, const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const char *name = btf__name_by_offset(btf, type->name_off);

	if (id == 0) {
		buf_puts(out, "void");
		return;
	}
	buf_puts(out, tag(type));
	if (*name)
		decl_name(out, name);
	else
		buf_puts(out, "{...}");
}

static void declare(struct buf *out, const struct btf *btf, uint32_t id, struct declarator *d,
		    unsigned int nesting);

static void add_parameters(struct declarator *d, const struct btf *btf,
			   const struct btf_type *type, unsigned int nesting)
{
	const struct btf_param *param = btf_params(type);
	struct buf list = BUF_INIT(MAX_SIDE);

	if (nesting >= MAX_NESTING) {
		add_right(d, "(...)");
		return;
	}
	for (unsigned int i = 0; i < btf_vlen(type) && !list.error; i++) {
		struct declarator inner = { 0 };

		buf_puts(&list, i ? ", " : "");
		if (param[i].type || param[i].name_off)
			declare(&list, btf, param[i].type, &inner, nesting + 1);
		else
			buf_puts(&list, "..."); /* that is how BTF says so */
	}
	add_right(d, "(");
	add_right(d, list.error ? "..." : list.data ? list.data : "void");
	add_right(d, ")");
	buf_release(&list);
}

static void add_array(struct declarator *d, const struct btf_type *type)
{
	struct buf dim = BUF_INIT(16);

	text(&dim, "[%u]", btf_array(type)->nelems);
	add_right(d, dim.data ? dim.data : "[]");
	buf_release(&dim);
}

/* Takes one step from the name towards the base type; returns the next type, or
 * `id` itself where it is the base. */
static uint32_t step(const struct btf *btf, uint32_t id, struct declarator *d,
		     struct buf *qualifiers, unsigned int nesting)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const struct btf_type *next;
	const char *word = "";

	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		add_left(d, "*");
		d->pointer = true;
		return type->type;
	case BTF_KIND_ARRAY:
		parenthesize(d);
		add_array(d, type);
		return btf_array(type)->type;
	case BTF_KIND_FUNC_PROTO:
		parenthesize(d);
		add_parameters(d, btf, type, nesting);
		return type->type;
	case BTF_KIND_CONST:
		word = "const ";
		break;
	case BTF_KIND_VOLATILE:
		word = "volatile ";
		break;
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return type->type;
	default:
		return id;
	}
	next = btf__type_by_id(btf, type->type);
	if (btf_is_ptr(next))
		add_left(d, word);
	else
		buf_puts(qualifiers, word);
	return type->type;
}

static void declare(struct buf *out, const struct btf *btf, uint32_t id, struct declarator *d,
		    unsigned int nesting)
{
	unsigned int steps = 0;
	const char *left;

	for (; steps < MAX_STEPS; steps++) {
		uint32_t next = step(btf, id, d, out, nesting);

		if (id && next == id)
			break;
		id = next;
		if (id == 0)
			break;
	}
	if (steps == MAX_STEPS || d->cut) {
		buf_puts(out, "...");
		return;
	}
	base(out, btf, id);
	if (d->left_len)
		buf_puts(out, " ");
	left = d->left + sizeof(d->left) - d->left_len;
	if (d->left_len && !d->right_len && left[d->left_len - 1] == ' ')
		d->left_len--; /* of a qualifier with nothing behind it */
	buf_add(out, left, d->left_len);
	buf_add(out, d->right, d->right_len);
}

void decl_type(struct buf *out, const struct btf *btf, uint32_t id)
{
	struct declarator d = { 0 };

	declare(out, btf, id, &d, 0);
}

void decl_pointer(struct buf *out, const struct btf *btf, uint32_t id)
{
	struct declarator d = { 0 };

	add_left(&d, "*");
	d.pointer = true;
	declare(out, btf, id, &d, 0);
}
