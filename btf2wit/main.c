// SPDX-License-Identifier: MIT
/* btf2wit: types in BTF in, the same types in WIT out. */
#include <argp.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/cli.h"
#include "bindings/input.h"
#include "bindings/names.h"
#include "bindings/output.h"
#include "bindings/plan.h"
#include "values/naming_wit.h"
#include "btf2wit/package.h"
#include "values/shape.h"
#include "values/world.h"
#include "btf2wit/wit.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

/* What is larger grows where it is: the kernel moves its pages, and nothing is there twice. */
enum { LARGE = 256 << 10 };

enum { MAX_OUTPUT = 256 << 20 };
enum { KEY_PACKAGE = 256, KEY_FIXED_LISTS, KEY_HOST, KEY_BYTES };

struct options {
	struct cli cli;
	const char *input;
	const char *package;
	const char *world;
	bool fixed_lists;
	struct wit_opts how;
};

static const struct argp_option option_table[] = {
	{ "world", 'w', "NAME", 0,
	  "Name the world, and write what an object with maps has for a guest; default: after "
	  "INPUT, with types alone",
	  0 },
	{ "package", KEY_PACKAGE, "NS:NAME[@VERSION]", 0, "Name the package; default: bpf:WORLD",
	  0 },
	{ "host", KEY_HOST, NULL, 0,
	  "With --world: let the guest import what the host has for all guests, too (wasm-bpf wit)",
	  0 },
	{ "bytes", KEY_BYTES, "FORM", 0,
	  "With --world: write bytes as list<u8> (list, the default), or as texts of hexadecimal "
	  "digits (hex)",
	  0 },
	{ "fixed-lists", KEY_FIXED_LISTS, NULL, 0,
	  "Write arrays as list<T, N>; not every tool can read this yet", 0 },
	{ 0 },
};

static void set_name(const char **name, const char *arg, bool valid, struct argp_state *state)
{
	if (!valid)
		argp_error(state, "'%s' is not a valid WIT name (such as my-name, or "
			   "ns:my-name@1.0.0)", arg);
	*name = arg;
}

static void set_bytes(struct options *options, const char *arg, struct argp_state *state)
{
	options->how.hex = strcmp(arg, "hex") == 0;
	if (!options->how.hex && strcmp(arg, "list") != 0)
		argp_error(state, "--bytes: '%s' is neither list nor hex", arg);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->cli;
		return 0;
	case 'w':
		set_name(&options->world, arg, package_is_name(arg), state);
		return 0;
	case KEY_PACKAGE:
		set_name(&options->package, arg, package_is_id(arg), state);
		return 0;
	case KEY_FIXED_LISTS:
		options->fixed_lists = true;
		return 0;
	case KEY_HOST:
		options->how.host = true;
		return 0;
	case KEY_BYTES:
		set_bytes(options, arg, state);
		return 0;
	case ARGP_KEY_ARG:
		if (options->input)
			argp_error(state, "more than one input: '%s'", arg);
		options->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!options->input)
			argp_error(state, "no input");
		if (options->how.host && !options->world)
			argp_error(state, "--host goes with --world");
		if (options->how.hex && !options->world)
			argp_error(state, "--bytes=hex goes with --world");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &cli_argp }, { 0 } };

static const struct argp argp = {
	.children = children,
	.options = option_table,
	.parser = parse_option,
	.args_doc = "INPUT",
	.doc = "Write the types in INPUT, an ELF object with BTF or raw BTF, as a WIT package.",
};

/* What is written. */
struct contents {
	struct plan plan;
	struct shape shape;
	struct world world;
	bool has_world;
};

static int make_types(const struct options *options, const struct input *input, const bool *wanted,
		      struct contents *contents, struct err *err)
{
	const struct shape_opts how = { .fixed_lists = options->fixed_lists };
	const struct plan_opts opts = {
		.naming = &naming_wit,
		.section_prefix = "section_",
		.wanted = wanted,
	};
	int ret = plan_make(&contents->plan, input->btf, &opts, err);

	return ret ? ret : shape_make(&contents->shape, &contents->plan, &how, err);
}

/* The runtime compares a guest with what it makes of the object by the same rules: nothing here
 * can have it another way. */
static int check_world(const struct options *options, const struct world *world, struct err *err)
{
	if (options->fixed_lists) {
		err_set(err, EINVAL, "a world for a guest has no fixed lists");
		return err_hint(err, "leave out --fixed-lists, or --world for the types alone");
	}
	if (options->package && strncmp(options->package, "wasi:", 5) == 0)
		return err_set(err, EINVAL, "the world has 'wasi:cli': name the package otherwise");
	if (world_takes(world, options->world))
		return err_set(err, EINVAL,
			       "the world '%s' has an interface of that name: call it "
			       "otherwise",
			       options->world);
	return 0;
}

static int make_world(const struct options *options, const struct input *input, const bool *more,
		      struct contents *contents, struct err *err)
{
	int ret = world_make(&contents->world, &input->elf, input->btf, err);

	if (ret)
		return err_prefix(err, "cannot make a world of '%s'", input->name);
	contents->has_world = true;
	ret = check_world(options, &contents->world, err);
	return ret ? ret
		   : world_plan(&contents->world, input->btf, more, &contents->plan,
				&contents->shape, err);
}

static int make_contents(const struct options *options, const struct input *input,
			 struct contents *contents, struct err *err)
{
	const bool is_world = options->world && world_has(input->btf);
	bool *wanted = NULL;
	int ret = 0;

	if ((options->how.host || options->how.hex) && !is_world)
		return err_set(err, EINVAL, "%s: '%s' has no maps, so no world for a guest",
			       options->how.host ? "--host" : "--bytes=hex", input->name);
	if (!is_world || select_any(&options->cli.select))
		ret = select_types(input, &options->cli.select, &wanted, err);
	if (!ret)
		ret = (is_world ? make_world : make_types)(options, input, wanted, contents, err);
	free(wanted);
	return ret;
}

static int generate(const struct options *options, const struct input *input, struct buf *out,
		    struct err *err)
{
	const char *name = file_base_name(input->name);
	struct package package = { 0 };
	struct contents contents = { 0 };
	int ret = make_contents(options, input, &contents, err);

	if (!ret)
		ret = package_init(&package, options->package, options->world, name, err);
	if (!ret && contents.plan.names)
		names_settle(contents.plan.names);
	if (!ret)
		wit_emit(out, &contents.plan, &contents.shape,
			 contents.has_world ? &contents.world : NULL, &options->how, &package,
			 name);
	package_release(&package);
	world_release(&contents.world);
	shape_release(&contents.shape);
	plan_release(&contents.plan);
	return ret;
}

static int run(const struct options *options, struct err *err)
{
	struct output out;
	struct input input;
	int ret = input_read(&input, options->input, options->cli.base,
			     options->cli.pointer_size, err);

	output_init(&out, options->cli.output, MAX_OUTPUT, err);
	if (!ret)
		ret = generate(options, &input, &out.text, err);
	input_release(&input);
	return output_end(&out, ret);
}

int main(int argc, char **argv)
{
	const char *types[argc];
	struct options options = { .cli = CLI_INIT(types) };
	struct err err = ERR_INIT;

	mallopt(M_MMAP_THRESHOLD, LARGE);
	argp_err_exit_status = 2;
	argp_program_version = "btf2wit " VERSION;
	file_check_stdout("btf2wit");
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (run(&options, &err) == 0)
		return 0;
	err_print(&err, "btf2wit");
	return 1;
}
