// SPDX-License-Identifier: MIT
/* The skeleton as a module of Rust with the names that libbpf-rs' generator gives. */
#include <ctype.h>
#include <errno.h>

#include "btf2h/emit.h"
#include "btf2h/emit_rust.h"
#include "btf2h/skeleton_text.h"
#include "lib/err.h"
#include "lib/text.h"

TEMPLATE_TEXT(skeleton_libbpf_rs_text, "btf2h/skeleton_libbpf_rs.tmpl");

static void head(struct buf *out, const void *model)
{
	(void)model;
	buf_puts(out, "// Made by btf2h: do not edit.\n");
}

/* "TcpOption" of "tcp_option" */
static void name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	bool starts = true;

	for (const char *at = t->skeleton->name; *at; at++) {
		if (*at != '_')
			text(out, "%c", starts ? toupper((unsigned char)*at) : *at);
		starts = *at == '_';
	}
}

static void object(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->names->object);
}

static void types(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_types(out, &t->skeleton->plan, RUST_LIBBPF);
}

static void map_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->map->name);
}

static void program_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	emit_rust_quote(out, t->program->name);
}

static const struct template_hole holes[] = {
	{ "head", head },
	{ "Name", name },
	{ "object", object },
	{ "types", types },
	{ "map.name", map_name },
	{ "program.name", program_name },
	{ 0 },
};

int skeleton_emit_libbpf_rs(struct buf *out, const struct skeleton *skeleton,
			    const struct emit_names *names, struct err *err)
{
	const struct template template = { skeleton_libbpf_rs_text, holes, skeleton_holes,
					   skeleton_lists };
	struct skeleton_text model = { .skeleton = skeleton, .names = names };

	if (names_failed(skeleton->plan.names))
		return err_set(err, ENOMEM, "out of memory");
	return template_emit(out, &template, &model, err);
}
