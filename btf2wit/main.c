// SPDX-License-Identifier: MIT
/* btf2wit: types in BTF in, the same types in WIT out. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/cli.h"
#include "bindings/input.h"
#include "bindings/plan.h"
#include "values/naming_wit.h"
#include "btf2wit/package.h"
#include "values/shape.h"
#include "btf2wit/wit.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { MAX_OUTPUT = 256 << 20 };
enum { KEY_PACKAGE = 256, KEY_FIXED_LISTS };

struct options {
	struct cli cli;
	const char *input;
	const char *package;
	const char *world;
	bool fixed_lists;
};

static const struct argp_option option_table[] = {
	{ "world", 'w', "NAME", 0, "Name the world; default: after INPUT", 0 },
	{ "package", KEY_PACKAGE, "NS:NAME[@VERSION]", 0, "Name the package; default: bpf:WORLD", 0 },
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
	case ARGP_KEY_ARG:
		if (options->input)
			argp_error(state, "more than one input: '%s'", arg);
		options->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!options->input)
			argp_error(state, "no input");
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

static int make_plan(const struct options *options, const struct input *input, struct plan *plan,
		     struct err *err)
{
	struct plan_opts opts = { .naming = &naming_wit, .section_prefix = "section_" };
	bool *wanted;
	int ret = select_types(input, &options->cli.select, &wanted, err);

	if (ret)
		return ret;
	opts.wanted = wanted;
	ret = plan_make(plan, input->btf, &opts, err);
	free(wanted);
	return ret;
}

static int generate(const struct options *options, const struct input *input, struct buf *out,
		    struct err *err)
{
	const char *name = file_base_name(input->name);
	struct package package = { 0 };
	struct shape shape = { 0 };
	struct plan plan = { 0 };
	int ret = make_plan(options, input, &plan, err);

	if (!ret)
		ret = shape_make(&shape, &plan, options->fixed_lists, err);
	if (!ret)
		ret = package_init(&package, options->package, options->world, name, err);
	if (!ret)
		wit_emit(out, &plan, &shape, &package, name);
	package_release(&package);
	shape_release(&shape);
	plan_release(&plan);
	if (!ret && out->error)
		ret = err_set(err, out->error, "cannot make '%s': %s", options->cli.output,
			      strerror(out->error));
	return ret;
}

static int run(const struct options *options, struct err *err)
{
	struct buf out = BUF_INIT(MAX_OUTPUT);
	struct input input;
	int ret = input_read(&input, options->input, options->cli.base,
			     options->cli.pointer_size, err);

	if (!ret)
		ret = generate(options, &input, &out, err);
	if (!ret)
		ret = file_write(options->cli.output, out.data, out.len, err);
	buf_release(&out);
	input_release(&input);
	return ret;
}

int main(int argc, char **argv)
{
	const char *types[argc];
	struct options options = { .cli = CLI_INIT(types) };
	struct err err = ERR_INIT;

	argp_err_exit_status = 2;
	argp_program_version = "btf2wit " VERSION;
	file_check_stdout("btf2wit");
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (run(&options, &err) == 0)
		return 0;
	err_print(&err, "btf2wit");
	return 1;
}
