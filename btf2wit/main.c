// SPDX-License-Identifier: MIT
/* btf2wit: types in BTF in, the same types in WIT out. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/names.h"
#include "lib/plan.h"
#include "package.h"
#include "shape.h"
#include "wit.h"

enum { MAX_OUTPUT = 256 << 20 };
enum { OPT_PACKAGE = 256, OPT_FIXED_LISTS };

struct options {
	const char *input;
	const char *output;
	const char *package;
	const char *world;
	unsigned int pointer_bits;
	bool fixed_lists;
};

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE instead of stdout", 0 },
	{ "world", 'w', "NAME", 0, "Name the world NAME; default: after INPUT", 0 },
	{ "package", OPT_PACKAGE, "NS:NAME[@VERSION]", 0, "Name the package; default: bpf:WORLD", 0 },
	{ "pointer-size", 'p', "32|64", 0, "The width of pointers, if the BTF does not tell", 0 },
	{ "fixed-lists", OPT_FIXED_LISTS, NULL, 0,
	  "Write arrays as list<T, N>, which not every tool reads yet", 0 },
	{ 0 },
};

static void set_name(const char **name, const char *arg, bool valid, struct argp_state *state)
{
	if (!valid)
		argp_error(state, "'%s' is no name in WIT (as my-name, or ns:my-name@1.0.0)", arg);
	*name = arg;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'o':
		options->output = arg;
		return 0;
	case 'w':
		set_name(&options->world, arg, package_is_name(arg), state);
		return 0;
	case OPT_PACKAGE:
		set_name(&options->package, arg, package_is_id(arg), state);
		return 0;
	case 'p':
		if (strcmp(arg, "32") != 0 && strcmp(arg, "64") != 0)
			argp_error(state, "pointers have 32 or 64 bits, not '%s'", arg);
		options->pointer_bits = (unsigned int)atoi(arg);
		return 0;
	case OPT_FIXED_LISTS:
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

static const struct argp argp = {
	.options = option_table,
	.parser = parse_option,
	.args_doc = "INPUT",
	.doc = "Write the types in INPUT, an ELF object with BTF or raw BTF, as a WIT package.",
};

static const struct plan_opts plan_opts = {
	.naming = &naming_wit,
	.section_prefix = "section_",
};

static int generate(const struct options *options, const struct input *input, struct buf *out,
		    struct err *err)
{
	struct package package = { 0 };
	struct shape shape = { 0 };
	struct plan plan = { 0 };
	int ret = plan_make(&plan, input->btf, &plan_opts, err);

	if (!ret)
		ret = shape_make(&shape, &plan, options->fixed_lists, err);
	if (!ret)
		ret = package_init(&package, options->package, options->world, input->name, err);
	if (!ret)
		wit_emit(out, &plan, &shape, &package);
	package_release(&package);
	shape_release(&shape);
	plan_release(&plan);
	if (!ret && out->error)
		ret = err_set(err, out->error, "cannot make '%s': %s", options->output,
			      strerror(out->error));
	return ret;
}

int main(int argc, char **argv)
{
	struct options options = { .output = "-" };
	struct buf out = BUF_INIT(MAX_OUTPUT);
	struct err err = ERR_INIT;
	struct input input;
	int ret;

	argp_err_exit_status = 2;
	argp_program_version = "btf2wit " VERSION;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	ret = input_read(&input, options.input, options.pointer_bits / 8, &err);
	if (!ret)
		ret = generate(&options, &input, &out, &err);
	if (!ret)
		ret = file_write(options.output, out.data, out.len, &err);
	if (ret)
		err_print(&err, "btf2wit");
	buf_release(&out);
	input_release(&input);
	return ret ? 1 : 0;
}
