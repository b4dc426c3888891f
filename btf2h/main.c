// SPDX-License-Identifier: MIT
/* btf2h: types and skeletons, in languages that guests are written in, from BTF. */
#include <argp.h>
#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/cli.h"
#include "bindings/input.h"
#include "bindings/names.h"
#include "bindings/output.h"
#include "bindings/plan.h"
#include "btf2h/diff.h"
#include "btf2h/emit.h"
#include "btf2h/emit_go.h"
#include "btf2h/language.h"
#include "btf2h/skeleton.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

/* What is larger grows where it is: the kernel moves its pages, and nothing is there twice. */
enum { LARGE = 256 << 10 };

enum { MAX_OUTPUT = 256 << 20 };

struct options {
	struct cli cli;
	const char *input;
	const char *other; /* to compare with */
	const struct language *language;
	const char *name;
	const char *package;
	const char *include;
	bool skeleton;
	bool is_part; /* a subskeleton */
	bool diff;
	bool json;
};

enum {
	KEY_SKELETON = 256,
	KEY_NAME,
	KEY_PACKAGE,
	KEY_DIFF,
	KEY_JSON,
	KEY_INCLUDE,
	KEY_SUBSKELETON
};

static const struct argp_option option_table[] = {
	{ "lang", 'l', "LANG", 0,
	  "c (the default), cpp, rust, go; or names of others: libbpf-rs, bpf2go (of cilium/ebpf)",
	  0 },
	{ "package", KEY_PACKAGE, "NAME", 0, "Set the package of the Go file; default: main", 0 },
	{ "skeleton", KEY_SKELETON, 0, 0, "Write a skeleton of the BPF object instead", 0 },
	{ "subskeleton", KEY_SUBSKELETON, 0, 0,
	  "In C: write one for the programs that INPUT, a library, is linked into", 0 },
	{ "name", KEY_NAME, "NAME", 0, "Name the skeleton; default: after INPUT", 0 },
	{ "include", KEY_INCLUDE, "HEADER", 0,
	  "In C: take the types of the skeleton's variables from HEADER", 0 },
	{ "diff", KEY_DIFF, 0, 0,
	  "Print the changes of layout from OLD to NEW; exit 1 if one is incompatible", 0 },
	{ "json", KEY_JSON, 0, 0, "Print the changes as JSON", 0 },
	{ 0 },
};

/* Lower case, as is the custom. */
static bool is_package(const char *name)
{
	return islower((unsigned char)*name) &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0' &&
	       !names_listed(naming_go.reserved, name);
}

static bool is_identifier(const char *name)
{
	return isalpha((unsigned char)*name) &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_")] == '\0' &&
	       !names_listed(naming_go.reserved, name);
}

static void add_input(struct options *options, const char *arg, struct argp_state *state)
{
	if (options->other)
		argp_error(state, "too many inputs: '%s'", arg);
	*(options->input ? &options->other : &options->input) = arg;
}

static void check_inputs(const struct options *options, struct argp_state *state)
{
	if (!options->input)
		argp_error(state, "no input");
	if (options->diff && !options->other)
		argp_error(state, "--diff needs two inputs, OLD and NEW");
	if (!options->diff && options->other)
		argp_error(state, "more than one input: '%s'", options->other);
	if (options->cli.base && (options->diff || options->skeleton))
		argp_error(state, "--base works only for types, not with --diff or --skeleton");
	if (options->diff && options->skeleton)
		argp_error(state, "--diff and --skeleton exclude each other");
	if (options->skeleton && !options->language->typed_skeletons &&
	    select_any(&options->cli.select))
		argp_error(state, "a skeleton in %s has no types: leave out --type, --maps and "
			   "--globals",
			   options->language->name);
	if (options->include && (!options->skeleton || options->language->typed_skeletons))
		argp_error(state, "--include needs --skeleton in C");
	if (options->is_part && options->language->typed_skeletons)
		argp_error(state, "--subskeleton needs C, whose skeletons C++ can use");
	if (options->language->prefixes && (!options->skeleton || !options->name))
		argp_error(state, "--lang %s needs --skeleton and --name", options->language->name);
	if (options->language->prefixes && !is_identifier(options->name))
		argp_error(state, "'%s' is not a name in Go", options->name);
	if (!options->diff && options->json)
		argp_error(state, "--json needs --diff");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->cli;
		return 0;
	case 'l':
		options->language = language_find(arg);
		if (!options->language)
			argp_error(state, "unknown language '%s'", arg);
		return 0;
	case KEY_SKELETON:
		options->skeleton = true;
		return 0;
	case KEY_SUBSKELETON:
		options->skeleton = options->is_part = true;
		return 0;
	case KEY_PACKAGE:
		if (!is_package(arg))
			argp_error(state, "'%s' is not a valid Go package name", arg);
		options->package = arg;
		return 0;
	case KEY_NAME:
		options->name = arg;
		return 0;
	case KEY_INCLUDE:
		if (!*arg || strpbrk(arg, "\"\\\n"))
			argp_error(state, "'%s' is not a valid name for #include", arg);
		options->include = arg;
		return 0;
	case KEY_DIFF:
		options->diff = true;
		return 0;
	case KEY_JSON:
		options->json = true;
		return 0;
	case ARGP_KEY_ARG:
		add_input(options, arg, state);
		return 0;
	case ARGP_KEY_END:
		check_inputs(options, state);
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
	.args_doc = "INPUT\n--diff OLD NEW",
	.doc = "Write the types in INPUT, an ELF object with BTF or raw BTF, as declarations whose "
	       "layout is the same on every target.",
};

/* What include guards are made of. */
static const char *guard_name(const struct options *options)
{
	return file_base_name(strcmp(options->cli.output, "-") == 0 ? options->input : options->cli.output);
}

static struct emit_names names_of(const struct options *options, const struct input *input)
{
	return (struct emit_names){
		.input = file_base_name(input->name),
		.note = btf__endianness(input->btf) == BTF_BIG_ENDIAN ? " (big-endian)" : NULL,
		.guard = guard_name(options),
		.package = options->package,
		.stem = options->name,
		.include = options->include,
	};
}

static int generate_types(const struct options *options, const struct input *input,
			  struct buf *out, struct err *err)
{
	const struct emit_names names = names_of(options, input);
	struct plan_opts opts = options->language->plan;
	struct plan plan;
	bool *wanted;
	int ret = select_types(input, &options->cli.select, &wanted, err);

	if (ret)
		return ret;
	opts.wanted = wanted;
	ret = plan_make(&plan, input->btf, &opts, err);
	free(wanted);
	if (ret)
		return ret;
	names_settle(plan.names);
	options->language->emit(out, &plan, &names);
	plan_release(&plan);
	return 0;
}

/* The path by which a skeleton names its object, if it does. */
static int find_object(const struct options *options, struct buf *path, struct err *err)
{
	const char *language = options->language->name;
	int ret;

	if (options->language->object == OBJECT_WITHIN)
		return 0;
	if (strcmp(options->input, "-") == 0)
		return err_set(err, EINVAL, "a skeleton in %s includes the object's file, so "
			       "the input cannot be '-'", language);
	ret = file_relative(options->input, options->cli.output, path, err);
	if (!ret && path->error)
		ret = err_set(err, path->error, "the path of '%s' is too long", options->input);
	else if (!ret && options->language->object == OBJECT_BELOW &&
		 strncmp(path->data, "../", 3) == 0)
		ret = err_set(err, EINVAL, "'%s' is outside of the folder of '%s', so %s cannot "
			      "embed it", options->input, options->cli.output, language);
	return ret;
}

static int generate_skeleton(const struct options *options, const struct input *input,
			     struct buf *out, struct err *err)
{
	struct emit_names names = names_of(options, input);
	struct select_opts select = options->cli.select;
	struct buf object = BUF_INIT(PATH_MAX);
	struct skeleton skeleton;
	bool *wanted;
	int ret;

	select.maps = !options->include;
	select.globals = true;
	ret = select_types(input, &select, &wanted, err);
	if (ret)
		return ret;
	ret = skeleton_make(&skeleton, input, options->language, wanted, options->include,
			    options->name, err);
	free(wanted);
	if (ret)
		return ret;
	ret = find_object(options, &object, err);
	names.object = object.data;
	names.is_part = options->is_part;
	if (!ret)
		ret = options->language->emit_skeleton(out, &skeleton, &names, err);
	skeleton_release(&skeleton);
	buf_release(&object);
	return ret;
}

static int generate(const struct options *options, struct buf *out, struct err *err)
{
	struct input input;
	int ret = input_read(&input, options->input, options->cli.base,
			     options->cli.pointer_size, err);

	if (!ret && options->skeleton)
		ret = generate_skeleton(options, &input, out, err);
	else if (!ret)
		ret = generate_types(options, &input, out, err);
	input_release(&input);
	return ret;
}

static int compare(const struct options *options, struct buf *out, bool *ret_compatible,
		   struct err *err)
{
	unsigned int pointer_size = options->cli.pointer_size;
	struct input old, new = { 0 };
	int ret = input_read(&old, options->input, NULL, pointer_size, err);

	if (!ret)
		ret = input_read(&new, options->other, NULL, pointer_size, err);
	if (!ret)
		ret = diff_inputs(out, &old, &new, &options->cli.select, options->json,
				  ret_compatible, err);
	input_release(&old);
	input_release(&new);
	return ret;
}

/* What was asked for, into the file that was asked for. */
static int run(const struct options *options, bool *ret_compatible, struct err *err)
{
	struct output out;

	output_init(&out, options->cli.output, MAX_OUTPUT, err);
	return output_end(&out, options->diff ? compare(options, &out.text, ret_compatible, err)
					      : generate(options, &out.text, err));
}

int main(int argc, char **argv)
{
	const char *types[argc];
	struct options options = {
		.cli = CLI_INIT(types),
		.language = languages,
		.package = "main",
	};
	bool compatible = true;
	struct err err = ERR_INIT;
	int ret;

	mallopt(M_MMAP_THRESHOLD, LARGE);
	argp_err_exit_status = 2;
	argp_program_version = "btf2h " VERSION;
	file_check_stdout("btf2h");
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	ret = run(&options, &compatible, &err);
	if (ret)
		err_print(&err, "btf2h");
	return ret || !compatible;
}
