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
#include "btf2h/skeleton.h"
#include "lib/text.h"

enum { MAX_TEXT = 1 << 16 };

/* What is declared beside the types, so that nothing is declared twice. */
struct declared {
	const char *skeleton; /* "App" */
	const char *programs; /* "AppPrograms" */
	const char *maps;
	const char *variables;
	const char *open;     /* "OpenApp" */
	const char *load;
};

static const char *declare(const struct skeleton *skeleton, const char *before,
			   const char *name, const char *after)
{
	struct names *names = skeleton->plan.names;

	return names_take(names, SCOPE_GLOBAL,
			  names_join(names, before, name, after), CASE_KEEP);
}

static struct declared declare_all(const struct skeleton *skeleton)
{
	const char *name = declare(skeleton, "", skeleton->name, "");

	return (struct declared){
		.skeleton = name,
		.programs = declare(skeleton, "", name, "Programs"),
		.maps = declare(skeleton, "", name, "Maps"),
		.variables = declare(skeleton, "", name, "Variables"),
		.open = declare(skeleton, "Open", name, ""),
		.load = declare(skeleton, "Load", name, ""),
	};
}

/* --- strings ------------------------------------------------------------------------- */

static void quote(struct buf *out, const char *string)
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
			quote(out, string);
			return;
		}
	text(out, "`%s`", string);
}

/* `bpf:"events"` */
static void tag(struct buf *out, const char *name)
{
	struct buf value = BUF_INIT(MAX_TEXT);

	buf_puts(&value, "bpf:");
	quote(&value, name);
	if (value.error)
		out->error = value.error;
	else
		literal(out, value.data);
	buf_release(&value);
}

/* A file's path as go:embed takes it. */
static void embedded(struct buf *out, const char *name)
{
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("._-+/", *at)) {
			quote(out, name);
			return;
		}
	buf_puts(out, name);
}

/* --- structs of what is found by its name ---------------------------------------------- */

struct found {
	const char *name;
	const char *field;
	const struct plan_field *member; /* of a variable; else null */
};

/* Gives the field `index` of a struct, or false after the last. */
typedef bool next_fn(const struct skeleton *skeleton, size_t index, struct found *ret_found);

static bool next_program(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	if (index >= skeleton->program_count)
		return false;
	*ret_found = (struct found){ skeleton->programs[index].name,
				     skeleton->programs[index].field, NULL };
	return true;
}

static bool next_map(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	if (index >= skeleton->map_count)
		return false;
	*ret_found = (struct found){ skeleton->maps[index].name, skeleton->maps[index].field,
				     NULL };
	return true;
}

static bool next_variable(const struct skeleton *skeleton, size_t index, struct found *ret_found)
{
	const struct skeleton_variable *variable;

	if (index >= skeleton->variable_count)
		return false;
	variable = &skeleton->variables[index];
	*ret_found = (struct found){ variable->name, variable->field, variable->member };
	return true;
}

/* "*bpf.Map", or "*bpf.Variable[uint64]" */
static void found_type(struct buf *out, const struct plan *plan, const char *kind,
		       const struct found *found)
{
	text(out, "*bpf.%s", kind);
	if (!found->member)
		return;
	buf_puts(out, "[");
	go_type(out, plan, &found->member->ref);
	buf_puts(out, "]");
}

static void emit_struct(struct buf *out, const struct skeleton *skeleton, const char *name,
			const char *kind, next_fn *next)
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
		tag(out, found.name);
		buf_puts(out, "\n");
	}
	buf_puts(out, "}\n");
}

/* --- everything ------------------------------------------------------------------------- */

/* A variable can have no capital: that is for what other packages see. */
static void object_variable(struct buf *out, const struct declared *declared)
{
	text(out, "%c%sObject", tolower((unsigned char)declared->skeleton[0]),
	     declared->skeleton + 1);
}

static void emit_types(struct buf *out, const struct skeleton *skeleton,
		       const struct declared *declared, const struct emit_names *names)
{
	const char *name = declared->skeleton;

	buf_puts(out, "\n//go:embed ");
	embedded(out, names->object);
	buf_puts(out, "\nvar ");
	object_variable(out, declared);
	text(out,
	     " []byte\n"
	     "\n"
	     "// %s is a BPF object with its programs, maps and variables.\n"
	     "type %s struct {\n"
	     "\t*bpf.Object\n"
	     "\tPrograms  %s\n"
	     "\tMaps      %s\n"
	     "\tVariables %s\n"
	     "}\n"
	     "\n// %s has the programs of %s.\n",
	     name, name, declared->programs, declared->maps, declared->variables,
	     declared->programs, name);
	emit_struct(out, skeleton, declared->programs, "Program", next_program);
	text(out, "\n// %s has the maps of %s, including sections of variables.\n",
	     declared->maps, name);
	emit_struct(out, skeleton, declared->maps, "Map", next_map);
	text(out, "\n// %s has the global variables of %s.\n", declared->variables, name);
	emit_struct(out, skeleton, declared->variables, "Variable", next_variable);
}

static void emit_functions(struct buf *out, const struct skeleton *skeleton,
			   const struct declared *declared)
{
	const char *name = declared->skeleton;

	text(out,
	     "\n// %s opens the object. You can change its settings until it is loaded.\n"
	     "func %s() (*%s, error) {\n"
	     "\tobject, err := bpf.OpenObject(",
	     declared->open, declared->open, name);
	quote(out, skeleton->name);
	buf_puts(out, ", ");
	object_variable(out, declared);
	text(out,
	     ")\n"
	     "\tif err != nil {\n"
	     "\t\treturn nil, err\n"
	     "\t}\n"
	     "\ts := &%s{Object: object}\n"
	     "\tif err := object.Assign(&s.Programs, &s.Maps, &s.Variables); err != nil {\n"
	     "\t\tobject.Close()\n"
	     "\t\treturn nil, err\n"
	     "\t}\n"
	     "\treturn s, nil\n"
	     "}\n"
	     "\n"
	     "// %s opens the object and loads it.\n"
	     "func %s() (*%s, error) {\n"
	     "\ts, err := %s()\n"
	     "\tif err != nil {\n"
	     "\t\treturn nil, err\n"
	     "\t}\n"
	     "\tif err := s.Load(); err != nil {\n"
	     "\t\ts.Close()\n"
	     "\t\treturn nil, err\n"
	     "\t}\n"
	     "\treturn s, nil\n"
	     "}\n", name, declared->load, declared->load, name, declared->open);
}

void skeleton_emit_go(struct buf *out, const struct skeleton *skeleton,
		      const struct emit_names *names)
{
	struct go go = { .out = out, .plan = &skeleton->plan, .uses_bpf = true };
	struct declared declared = declare_all(skeleton);

	if (names_failed(skeleton->plan.names)) {
		out->error = ENOMEM;
		return;
	}
	go_start(&go, names);
	for (size_t i = 0; i < skeleton->plan.type_count && !out->error; i++)
		if (skeleton->plan.types[i].kind != PLAN_SECTION)
			go_define(&go, &skeleton->plan.types[i]);
	emit_types(out, skeleton, &declared, names);
	emit_functions(out, skeleton, &declared);
	go_finish(&go);
}
