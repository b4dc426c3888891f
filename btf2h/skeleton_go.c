// SPDX-License-Identifier: MIT
/*
 * The skeleton in Go, as gofmt has it: the types that maps and global variables have, the
 * object, embedded from its file, and structs whose fields are its programs, maps and
 * variables. The package bpf of sdk/go finds what the tags name.
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

TEMPLATE_TEXT(skeleton_go_text, "btf2h/skeleton_go.tmpl");

enum { MAX_TEXT = 1 << 16 };

/* What is declared beside the types, so that nothing is declared twice. */
struct declared {
	const char *skeleton; /* "App" */
	const char *programs; /* "AppPrograms" */
	const char *maps;
	const char *variables;
	const char *open;     /* "OpenApp" */
	const char *load;
	struct go *go;
};

static const char *declare(const struct skeleton *skeleton, const char *before,
			   const char *name, const char *after)
{
	struct names *names = skeleton->plan.names;

	return names_take(names, SCOPE_GLOBAL,
			  names_join(names, before, name, after), CASE_KEEP);
}

static struct declared declare_all(const struct skeleton *skeleton, struct go *go)
{
	const char *name = declare(skeleton, "", skeleton->name, "");

	return (struct declared){
		.skeleton = name,
		.programs = declare(skeleton, "", name, "Programs"),
		.maps = declare(skeleton, "", name, "Maps"),
		.variables = declare(skeleton, "", name, "Variables"),
		.open = declare(skeleton, "Open", name, ""),
		.load = declare(skeleton, "Load", name, ""),
		.go = go,
	};
}

/* --- strings ------------------------------------------------------------------------- */

void go_quote(struct buf *out, const char *string)
{
	buf_puts(out, "\"");
	for (; *string; string++) {
		if (*string == '"' || *string == '\\')
			text(out, "\\%c", *string);
		else if (isprint((unsigned char)*string))
			text(out, "%c", *string);
		else
			buf_printf(out, "\\x%02x", (unsigned char)*string);
	}
	buf_puts(out, "\"");
}

/* A literal of `string`, a raw one where that is shorter. */
static void literal(struct buf *out, const char *string)
{
	for (const char *at = string; *at; at++)
		if (*at == '`' || !isprint((unsigned char)*at)) {
			go_quote(out, string);
			return;
		}
	text(out, "`%s`", string);
}

/* `bpf:"events"`; `bpf:"LINUX_KERNEL_VERSION,.kconfig,0"` */
static void tag(struct buf *out, const char *package, const struct found *found)
{
	struct buf value = BUF_INIT(MAX_TEXT), name = BUF_INIT(MAX_TEXT);

	buf_puts(&name, found->name);
	if (found->map)
		text(&name, ",%s,%u", found->map, found->member->offset);
	text(&value, "%s:", package);
	go_quote(&value, name.error ? "" : name.data);
	if (name.error || value.error)
		out->error = name.error ? name.error : value.error;
	else
		literal(out, value.data);
	buf_release(&name);
	buf_release(&value);
}

void go_embedded(struct buf *out, const char *name)
{
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("._-+/", *at)) {
			go_quote(out, name);
			return;
		}
	buf_puts(out, name);
}

/* --- structs of what is found by its name ---------------------------------------------- */

bool go_next_program(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	if (index >= skeleton->program_count)
		return false;
	*ret_found = (struct found){ skeleton->programs[index].name,
				     skeleton->programs[index].field, NULL, NULL };
	return true;
}

static bool next_map(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	if (index >= skeleton->map_count)
		return false;
	*ret_found = (struct found){ skeleton->maps[index].name, skeleton->maps[index].field, NULL,
				     NULL };
	return true;
}

static bool next_variable(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	const struct skeleton_variable *variable;

	if (index >= skeleton->variable_count)
		return false;
	variable = &skeleton->variables[index];
	*ret_found = (struct found){ variable->name, variable->field, variable->member,
				     variable->map };
	return true;
}

/* "*bpf.Map", or "*bpf.Variable[uint64]" */
static void found_type(struct buf *out, const struct plan *plan, const struct go_kind *kind,
		       const struct found *found)
{
	text(out, "*%s.%s", kind->package, kind->name);
	if (!found->member || kind->is_plain)
		return;
	buf_puts(out, "[");
	go_type(out, plan, &found->member->ref);
	buf_puts(out, "]");
}

void go_emit_struct(struct buf *out, const struct skeleton *skeleton, const char *name,
		    const struct go_kind *kind, go_next_fn *next)
{
	size_t name_width = 0, type_width = 0, start;
	struct buf type = BUF_INIT(MAX_TEXT);
	struct found found;

	for (size_t i = 0; next(skeleton, i, &found); i++) {
		type.len = 0;
		found_type(&type, &skeleton->plan, kind, &found);
		type_width = type.len > type_width ? type.len : type_width;
		if (strlen(found.field) > name_width)
			name_width = strlen(found.field);
	}
	buf_release(&type);
	if (!name_width) {
		text(out, "type %s struct{}\n", name);
		return;
	}
	text(out, "type %s struct {\n", name);
	for (size_t i = 0; next(skeleton, i, &found) && !out->error; i++) {
		text(out, "\t%s", found.field);
		go_pad(out, strlen(found.field), name_width + 1);
		start = out->len;
		found_type(out, &skeleton->plan, kind, &found);
		go_pad(out, out->len - start, type_width + 1);
		tag(out, kind->package, &found);
		buf_puts(out, "\n");
	}
	buf_puts(out, "}\n");
}

/* --- holes -------------------------------------------------------------------------------- */

static const struct declared *declared_of(const void *model)
{
	const struct skeleton_text *t = model;

	return t->own;
}

static void skeleton_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->skeleton);
}

static void programs_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->programs);
}

static void maps_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->maps);
}

static void variables_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->variables);
}

static void open_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->open);
}

static void load_name(struct buf *out, const void *model)
{
	buf_puts(out, declared_of(model)->load);
}

static void file(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	(void)out; /* the same one */
	go_start(declared_of(model)->go, t->names);
}

static void types(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;
	const struct plan *plan = &t->skeleton->plan;

	for (size_t i = 0; i < plan->type_count && !out->error; i++)
		if (plan->types[i].kind != PLAN_SECTION)
			go_define(declared_of(model)->go, &plan->types[i]);
}

static void object(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_embedded(out, t->names->object);
}

/* A variable can have no capital: that is for what other packages see. */
static void variable(struct buf *out, const void *model)
{
	const char *name = declared_of(model)->skeleton;

	text(out, "%c%sObject", tolower((unsigned char)name[0]), name + 1);
}

static void object_name(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_quote(out, t->skeleton->name);
}

static void programs(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_emit_struct(out, t->skeleton, declared_of(model)->programs,
		       &(struct go_kind){ "bpf", "Program", false }, go_next_program);
}

static void maps(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_emit_struct(out, t->skeleton, declared_of(model)->maps,
		       &(struct go_kind){ "bpf", "Map", false }, next_map);
}

static void variables(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_emit_struct(out, t->skeleton, declared_of(model)->variables,
		       &(struct go_kind){ "bpf", "Variable", false }, next_variable);
}

static void record_type(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	buf_puts(out, t->record->type->name);
}

static void record_quoted(struct buf *out, const void *model)
{
	const struct skeleton_text *t = model;

	go_quote(out, t->record->name);
}

static const struct template_hole holes[] = {
	{ "head", file },
	{ "types", types },
	{ "object", object },
	{ "variable", variable },
	{ "name", object_name },
	{ "record.type", record_type },
	{ "record.quoted", record_quoted },
	{ "struct.programs", programs },
	{ "struct.maps", maps },
	{ "struct.variables", variables },
	{ "Skeleton", skeleton_name },
	{ "Programs", programs_name },
	{ "Maps", maps_name },
	{ "Variables", variables_name },
	{ "Open", open_name },
	{ "Load", load_name },
	{ 0 },
};

int skeleton_emit_go(struct buf *out, const struct skeleton *skeleton,
		     const struct emit_names *names, struct err *err)
{
	const struct template template = { skeleton_go_text, holes, skeleton_holes,
					   skeleton_lists };
	struct go go = { .out = out, .plan = &skeleton->plan, .sdk = "wasm-bpf/bpf", GO_INIT };
	const struct declared declared = declare_all(skeleton, &go);
	struct skeleton_text model = { .skeleton = skeleton, .names = names, .own = &declared };
	int ret;

	if (names_failed(skeleton->plan.names))
		return err_set(err, ENOMEM, "out of memory");
	ret = template_emit(out, &template, &model, err);
	go_release(&go);
	return ret;
}
