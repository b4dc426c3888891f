// SPDX-License-Identifier: MIT
#include "btf2wit/wit_world.h"

#include <string.h>

#include "bindings/decl.h"
#include "bindings/plan.h"
#include "btf2wit/uses.h"
#include "btf2wit/wit_ref.h"
#include "lib/text.h"
#include "values/host_wit.h"
#include "values/world.h"

/* The world's only words that the object has no part in. The last is a package by itself, so that
 * the file needs no other. */
static const char programs[] =
	"/// The programs of the object.\n"
	"interface programs {\n"
	"  /// Loads the object, if that was not done, and attaches one program: `target` is what\n"
	"  /// `wasm-bpf run --attach` takes, or empty for what the program's section says.\n"
	"  attach: func(program: string, target: string) -> result<_, string>;\n"
	"  /// The same of each program that is not attached and whose section says where to.\n"
	"  attach-all: func() -> result<_, string>;\n"
	"}\n\n";
static const char run[] =
	"  /// The entry: sets parameters, fills maps, prints a heading. When it has returned ok, what\n"
	"  /// is not attached yet is attached, and records come.\n"
	"  export wasi:cli/run@0.2.0;\n";
static const char end[] =
	"  /// Called once, after the last record: the run was interrupted, or its time is over.\n"
	"  export on-end: func();\n"
	"}\n\n"
	"package wasi:cli@0.2.0 {\n"
	"  interface environment {\n"
	"    get-environment: func() -> list<tuple<string, string>>;\n"
	"    get-arguments: func() -> list<string>;\n"
	"    initial-cwd: func() -> option<string>;\n"
	"  }\n"
	"  interface exit {\n"
	"    exit: func(status: result);\n"
	"  }\n"
	"  interface run {\n"
	"    run: func() -> result;\n"
	"  }\n"
	"}\n";

/* --- types of another interface ------------------------------------------------------------ */

static void write_uses(const struct wit *w, const struct uses *uses)
{
	const int failed = uses_failed(uses);

	if (failed)
		w->out->error = failed;
	if (failed || !uses->count)
		return;
	text(w->out, "  use types.{");
	for (size_t i = 0; i < uses->count; i++) {
		const struct use *use = &uses->list[i];

		text(w->out, i ? ", %s" : "%s", use->type);
		if (strcmp(use->name, use->type) != 0)
			text(w->out, " as %s", use->name);
	}
	text(w->out, "};\n");
}

/* --- variables ----------------------------------------------------------------------------- */

static void write_param(const struct wit *w, const struct world_param *param)
{
	const struct plan_ref *ref = &w->plan->refs[param->ref];

	text(w->out, "\n  /// ");
	decl_name(w->out, param->variable);
	text(w->out, ": ");
	decl_type(w->out, w->plan->btf, param->type);
	text(w->out, "; size %u", param->size);
	if (*param->help) {
		text(w->out, "\n  /// ");
		decl_name(w->out, param->help);
	}
	text(w->out, "\n  get-%s: func() -> ", param->name);
	wit_ref(w, ref);
	text(w->out, ";\n  set-%s: func(value: ", param->name);
	wit_ref(w, ref);
	text(w->out, ") -> result<_, string>;\n");
}

static void write_params(const struct wit *w, const struct world *world)
{
	struct uses uses;
	struct wit here = *w;

	if (!world->param_count)
		return;
	here.uses = &uses;
	uses_init(&uses);
	for (size_t i = 0; i < world->param_count; i++) {
		uses_take(&uses, "get-", world->params[i].name);
		uses_take(&uses, "set-", world->params[i].name);
	}
	for (size_t i = 0; i < world->param_count; i++)
		uses_add(&uses, w->plan, &w->plan->refs[world->params[i].ref]);
	text(w->out,
	     "/// The object's variables that are `const volatile`. They can be set until it "
	     "is loaded.\ninterface params {\n");
	write_uses(w, &uses);
	for (size_t i = 0; i < world->param_count; i++)
		write_param(&here, &world->params[i]);
	text(w->out, "}\n\n");
	uses_release(&uses);
}

/* --- streams ------------------------------------------------------------------------------- */

static void write_streams(const struct wit *w, const struct world *world)
{
	struct uses uses;
	struct wit here = *w;

	if (!world->stream_count)
		return;
	here.uses = &uses;
	uses_init(&uses);
	for (size_t i = 0; i < world->stream_count; i++)
		uses_take(&uses, "", world->streams[i].name);
	for (size_t i = 0; i < world->stream_count; i++)
		uses_add(&uses, w->plan, &w->plan->refs[world->streams[i].ref]);
	text(w->out,
	     "/// Records for whoever runs the guest: `-o json`, `--filter` and all others show "
	     "them.\n/// No records: the heading of a table.\ninterface streams {\n");
	write_uses(w, &uses);
	for (size_t i = 0; i < world->stream_count; i++) {
		text(w->out, "  %s: func(records: list<", world->streams[i].name);
		wit_ref(&here, &w->plan->refs[world->streams[i].ref]);
		text(w->out, ">) -> result<_, string>;\n");
	}
	text(w->out, "}\n\n");
	uses_release(&uses);
}

/* --- maps ---------------------------------------------------------------------------------- */

static void describe_map(const struct wit *w, const struct world_map *map)
{
	text(w->out, "/// Map ");
	decl_name(w->out, map->map);
	text(w->out, ": %s", map->kind);
	if (map->max_entries)
		text(w->out, " of %s%u entries", map->is_array ? "" : "at most ", map->max_entries);
	text(w->out, "; key ");
	decl_type(w->out, w->plan->btf, map->key_type);
	text(w->out, "; value ");
	decl_type(w->out, w->plan->btf, map->value_type);
	text(w->out, map->is_per_cpu ? ", one for each possible CPU\n" : "\n");
}

static void write_value(const struct wit *w, const struct world_map *map)
{
	text(w->out, map->is_per_cpu ? "list<" : "");
	wit_ref(w, &w->plan->refs[map->value]);
	text(w->out, map->is_per_cpu ? ">" : "");
}

static void write_entries(const struct wit *w, const struct world_map *map)
{
	text(w->out, "list<tuple<");
	wit_ref(w, &w->plan->refs[map->key]);
	text(w->out, ", ");
	write_value(w, map);
	text(w->out, ">>");
}

static void write_functions(const struct wit *w, const struct world_map *map)
{
	const struct plan_ref *key = &w->plan->refs[map->key];

	text(w->out, "  get: func(key: ");
	wit_ref(w, key);
	text(w->out, ") -> result<option<");
	write_value(w, map);
	text(w->out, ">, string>;\n  set: func(key: ");
	wit_ref(w, key);
	text(w->out, ", value: ");
	write_value(w, map);
	text(w->out, ") -> result<_, string>;\n");
	if (!map->is_array) {
		text(w->out, "  delete: func(key: ");
		wit_ref(w, key);
		text(w->out, ") -> result<_, string>;\n");
	}
	text(w->out, "  entries: func() -> result<");
	write_entries(w, map);
	text(w->out, ", string>;\n  set-all: func(entries: ");
	write_entries(w, map);
	text(w->out, ") -> result<_, string>;\n  take-all: func() -> result<");
	write_entries(w, map);
	text(w->out, ", string>;\n");
}

static void write_map(const struct wit *w, const struct world_map *map)
{
	static const char *const functions[] = { "get",     "set",     "delete",
						 "entries", "set-all", "take-all" };
	struct uses uses;
	struct wit here = *w;

	here.uses = &uses;
	uses_init(&uses);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		uses_take(&uses, "", functions[i]);
	uses_add(&uses, w->plan, &w->plan->refs[map->key]);
	uses_add(&uses, w->plan, &w->plan->refs[map->value]);
	describe_map(w, map);
	text(w->out, "interface %s {\n", map->name);
	write_uses(w, &uses);
	write_functions(&here, map);
	text(w->out, "}\n\n");
	uses_release(&uses);
}

/* --- the world ----------------------------------------------------------------------------- */

static void write_omissions(const struct wit *w, const struct world *world)
{
	for (size_t i = 0; i < world->omission_count; i++) {
		text(w->out, "/// Without map ");
		decl_name(w->out, world->omissions[i].map);
		text(w->out, ": %s\n", world->omissions[i].reason);
	}
}

static void write_imports(const struct wit *w, const struct world *world, bool host)
{
	text(w->out, "  import types;\n");
	if (world->param_count)
		text(w->out, "  import params;\n");
	for (size_t i = 0; i < world->map_count; i++)
		text(w->out, "  import %s;\n", world->maps[i].name);
	if (world->stream_count)
		text(w->out, "  import streams;\n");
	/* Some languages have no other way to the arguments, and to an end. */
	text(w->out, "  import programs;\n"
		     "  import wasi:cli/environment@0.2.0;\n"
		     "  import wasi:cli/exit@0.2.0;\n");
	if (host)
		text(w->out, "  import wasm-bpf:host/bpf@%s;\n  import wasm-bpf:host/host@%s;\n",
		     HOST_WIT_VERSION, HOST_WIT_VERSION);
}

static void write_buffer(const struct wit *w, const struct world_buffer *buffer)
{
	text(w->out, "  /// Records of the %s buffer ", buffer->is_ring ? "ring" : "perf");
	decl_name(w->out, buffer->map);
	text(w->out, ", in the order in which they came.\n  export %s: func(records: list<",
	     buffer->name);
	wit_ref(w, &w->plan->refs[buffer->ref]);
	text(w->out, ">);\n");
}

/* The exports' names are those that the host looks for: types give way. */
static void use_records(const struct wit *w, const struct world *world, struct uses *uses)
{
	uses_take(uses, "", "on-end");
	for (size_t i = 0; i < world->buffer_count; i++)
		uses_take(uses, "", world->buffers[i].name);
	for (size_t i = 0; i < world->buffer_count; i++)
		uses_add(uses, w->plan, &w->plan->refs[world->buffers[i].ref]);
}

/* As a package in a file of another one. */
static void write_host(const struct wit *w)
{
	const char *body = strchr(host_wit, ';');

	text(w->out, "\npackage wasm-bpf:host@%s {%s}\n", HOST_WIT_VERSION, body + 1);
}

void wit_world(const struct wit *w, const struct world *world, const char *name, bool host)
{
	struct uses uses;
	struct wit here = *w;

	write_params(w, world);
	for (size_t i = 0; i < world->map_count && !w->out->error; i++)
		write_map(w, &world->maps[i]);
	write_streams(w, world);
	text(w->out, "%s", programs);
	write_omissions(w, world);
	text(w->out, "world %s {\n", name);
	write_imports(w, world, host);
	here.uses = &uses;
	uses_init(&uses);
	use_records(w, world, &uses);
	write_uses(w, &uses);
	text(w->out, "\n%s", run);
	for (size_t i = 0; i < world->buffer_count; i++)
		write_buffer(&here, &world->buffers[i]);
	text(w->out, "%s", end);
	if (host)
		write_host(w);
	uses_release(&uses);
}
