// SPDX-License-Identifier: MIT
/*
 * The skeleton in Go with the names that cilium/ebpf's generator gives. What it is made of is in
 * skeleton_go.c.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "btf2h/emit.h"
#include "btf2h/emit_go.h"
#include "btf2h/skeleton_go.h"
#include "btf2h/skeleton_text.h"
#include "lib/err.h"
#include "lib/text.h"

TEMPLATE_TEXT(skeleton_bpf2go_text, "btf2h/skeleton_bpf2go.tmpl");

enum { MAX_NAME = 1 << 16 };

static const char *stem_of(const void *model)
{
	const struct skeleton_text *t = model;

	return t->names->stem;
}

static void stem(struct buf *out, const void *model)
{
	buf_puts(out, stem_of(model));
}

static void title(struct buf *out, const void *model)
{
	const char *name = stem_of(model);

	text(out, "%c%s", toupper((unsigned char)*name), name + 1);
}

/* What other packages see starts with a capital. */
static void load_spec(struct buf *out, const void *model)
{
	buf_puts(out, isupper((unsigned char)*stem_of(model)) ? "Load" : "load");
	title(out, model);
}

static void load_objects(struct buf *out, const void *model)
{
	load_spec(out, model);
	buf_puts(out, "Objects");
}

static void head(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	(void)out; /* the same one */
	go_start((struct go *)t->own, t->names);
}

static void types(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;

	for (size_t i = 0; i < plan->type_count && !out->error; i++)
		if (plan->types[i].kind != PLAN_SECTION)
			go_define((struct go *)t->own, &plan->types[i]);
}

static void object(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_embedded(out, t->names->object);
}

/* --- what is found ------------------------------------------------------------------------ */

/* Maps of variables are not shown: the variables are. */
static bool next_map(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	for (size_t i = 0; i < skeleton->map_count; i++)
		if (*skeleton->maps[i].name != '.' && index-- == 0) {
			*ret_found = (struct found){ .name = skeleton->maps[i].name,
						     .field = skeleton->maps[i].field };
			return true;
		}
	return false;
}

static bool next_variable(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	for (size_t i = 0; i < skeleton->variable_count; i++)
		if (!skeleton->variables[i].map && index-- == 0) {
			*ret_found = (struct found){ .name = skeleton->variables[i].name,
						     .field = skeleton->variables[i].field };
			return true;
		}
	return false;
}

static void emit(struct buf *out, const void *model, const char *type, const char *after,
		 go_next_fn *next)
{
	const struct skeleton_text *t = model;
	const struct go_kind kind = { "ebpf", type, true };
	struct buf name = BUF_INIT(MAX_NAME);

	text(&name, "%s%s", stem_of(model), after);
	if (name.error)
		out->error = name.error;
	else
		go_emit_struct(out, t->skeleton, name.data, &kind, next);
	buf_release(&name);
}

static void program_specs(struct buf *out, const void *model)
{
	emit(out, model, "ProgramSpec", "ProgramSpecs", go_next_program);
}

static void map_specs(struct buf *out, const void *model)
{
	emit(out, model, "MapSpec", "MapSpecs", next_map);
}

static void variable_specs(struct buf *out, const void *model)
{
	emit(out, model, "VariableSpec", "VariableSpecs", next_variable);
}

static void programs(struct buf *out, const void *model)
{
	emit(out, model, "Program", "Programs", go_next_program);
}

static void maps(struct buf *out, const void *model)
{
	emit(out, model, "Map", "Maps", next_map);
}

static void variables(struct buf *out, const void *model)
{
	emit(out, model, "Variable", "Variables", next_variable);
}

/* --- their names, and the end of them ------------------------------------------------------- */

static size_t widest(const struct skeleton *skeleton, const char *kind, go_next_fn *next)
{
	struct found found;
	size_t width = 0;

	for (size_t i = 0; next(skeleton, i, &found); i++)
		if (strlen(kind) + strlen(found.field) > width)
			width = strlen(kind) + strlen(found.field);
	return width;
}

static const struct {
	const char *name;
	go_next_fn *next;
} kinds[] = { { "Map", next_map }, { "Prog", go_next_program }, { "Var", next_variable } };

static void names(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	struct found found;
	size_t width = 0;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		size_t own = widest(t->skeleton, kinds[k].name, kinds[k].next);

		width = own > width ? own : width;
	}
	buf_puts(out, width ? "const (\n" : "const ()\n");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (size_t i = 0; kinds[k].next(t->skeleton, i, &found); i++) {
			text(out, "\t%s%s%s", stem_of(model), kinds[k].name, found.field);
			go_pad(out, strlen(kinds[k].name) + strlen(found.field), width);
			buf_puts(out, " = ");
			go_quote(out, found.name);
			buf_puts(out, "\n");
		}
	buf_puts(out, width ? ")\n" : "");
}

static void close_all(struct buf *out, const void *model, const char *receiver, go_next_fn *next)
{
	const struct skeleton_text *t = model;
	struct found found;

	buf_puts(out, "\treturn _");
	title(out, model);
	if (!next(t->skeleton, 0, &found)) {
		buf_puts(out, "Close()\n");
		return;
	}
	buf_puts(out, "Close(\n");
	for (size_t i = 0; next(t->skeleton, i, &found); i++)
		text(out, "\t\t%s.%s,\n", receiver, found.field);
	buf_puts(out, "\t)\n");
}

static void close_maps(struct buf *out, const void *model)
{
	close_all(out, model, "m", next_map);
}

static void close_programs(struct buf *out, const void *model)
{
	close_all(out, model, "p", go_next_program);
}

static const struct template_hole holes[] = {
	{ "head", head },
	{ "types", types },
	{ "names", names },
	{ "stem", stem },
	{ "Title", title },
	{ "loadSpec", load_spec },
	{ "loadObjects", load_objects },
	{ "object", object },
	{ "struct.program_specs", program_specs },
	{ "struct.map_specs", map_specs },
	{ "struct.variable_specs", variable_specs },
	{ "struct.programs", programs },
	{ "struct.maps", maps },
	{ "struct.variables", variables },
	{ "close.maps", close_maps },
	{ "close.programs", close_programs },
	{ 0 },
};

int skeleton_emit_bpf2go(struct buf *out, const struct skeleton *skeleton,
			 const struct emit_names *names, struct err *err)
{
	const struct template template = { skeleton_bpf2go_text, holes, skeleton_holes,
					   skeleton_lists };
	struct go go = { .out = out,
			 .plan = &skeleton->plan,
			 .sdk = "github.com/cilium/ebpf",
			 .uses_io = true,
			 .uses_fmt = true,
			 .uses_bytes = true,
			 GO_INIT };
	struct skeleton_text model = { .skeleton = skeleton, .names = names, .own = &go };
	int ret;

	if (names_failed(skeleton->plan.names))
		return err_set(err, ENOMEM, "out of memory");
	ret = template_emit(out, &template, &model, err);
	go_release(&go);
	return ret;
}
