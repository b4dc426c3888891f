// SPDX-License-Identifier: MIT
/*
 * argp over getopt_long: the tables of all parsers are copied into getopt's form. Each parser is
 * a group, parents before their children; what is looked for in several is the first's.
 */
#include "argp.h"
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LONG_BASE 0x400 /* getopt's numbers of long options: past every character */

enum { KEY_HELP = '?', KEY_USAGE = -3, KEY_NAME = -2, KEY_VERSION = 'V' };

__attribute__((weak)) const char *argp_program_version;
__attribute__((weak)) void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
__attribute__((weak)) const char *argp_program_bug_address;
__attribute__((weak)) error_t argp_err_exit_status = 64; /* EX_USAGE */

/* --- the options that every program has ------------------------------------- */

static error_t argp_parse_default(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case KEY_HELP:
		argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
		return 0;
	case KEY_USAGE:
		argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
		return 0;
	case KEY_NAME:
		state->name = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t argp_parse_version(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	if (key != KEY_VERSION)
		return ARGP_ERR_UNKNOWN;
	if (argp_program_version_hook)
		argp_program_version_hook(state->out_stream, state);
	else
		fprintf(state->out_stream, "%s\n", argp_program_version);
	if (!(state->flags & ARGP_NO_EXIT))
		exit(0);
	return 0;
}

static const struct argp_option default_options[] = {
	{ "help", KEY_HELP, NULL, 0, "Give this help list", -1 },
	{ "usage", KEY_USAGE, NULL, 0, "Give a short usage message", 0 },
	{ "program-name", KEY_NAME, "NAME", OPTION_HIDDEN, "Set the program name", 0 },
	{ 0 },
};
static const struct argp_option version_options[] = {
	{ "version", KEY_VERSION, NULL, 0, "Print program version", -1 },
	{ 0 },
};
static const struct argp default_argp = { .options = default_options,
					  .parser = argp_parse_default };
static const struct argp version_argp = { .options = version_options,
					  .parser = argp_parse_version };

/* --- errors ------------------------------------------------------------------ */

void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags)
{
	if (!stream || (state && state->flags & ARGP_NO_ERRS))
		return;
	compat_argp_help(state ? state->root_argp : NULL, state, stream, flags,
			 state ? state->name : "program");
	if (state && state->flags & ARGP_NO_EXIT)
		return;
	if (flags & (ARGP_HELP_EXIT_ERR | ARGP_HELP_EXIT_OK))
		exit(flags & ARGP_HELP_EXIT_ERR ? argp_err_exit_status : 0);
}

void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name)
{
	compat_argp_help(argp, NULL, stream, flags, name);
}

void argp_usage(const struct argp_state *state)
{
	argp_state_help(state, state->err_stream, ARGP_HELP_STD_USAGE);
}

void argp_error(const struct argp_state *state, const char *fmt, ...)
{
	va_list ap;

	if (!(state->flags & ARGP_NO_ERRS)) {
		fprintf(state->err_stream, "%s: ", state->name);
		va_start(ap, fmt);
		vfprintf(state->err_stream, fmt, ap);
		va_end(ap);
		fputc('\n', state->err_stream);
	}
	argp_state_help(state, state->err_stream, ARGP_HELP_STD_ERR);
}

void argp_failure(const struct argp_state *state, int status, int errnum, const char *fmt, ...)
{
	va_list ap;

	if (state->flags & ARGP_NO_ERRS)
		return;
	fprintf(state->err_stream, "%s", state->name);
	if (fmt) {
		fputs(": ", state->err_stream);
		va_start(ap, fmt);
		vfprintf(state->err_stream, fmt, ap);
		va_end(ap);
	}
	if (errnum)
		fprintf(state->err_stream, ": %s", strerror(errnum));
	fputc('\n', state->err_stream);
	if (status && !(state->flags & ARGP_NO_EXIT))
		exit(status);
}

/* --- groups and tables ------------------------------------------------------- */

struct argp_group {
	const struct argp *argp;
	const struct argp_group *parent;
	unsigned index;           /* among the parent's children */
	unsigned args_processed;
	void *input, *hook;
	void **child_inputs;
};

/* A long option: getopt's number of it is LONG_BASE and its place. */
struct argp_long {
	struct argp_group *group;
	int key;
};

struct argp_parser {
	struct argp_state state;
	struct argp_group *groups;
	size_t group_count;
	struct option *longs;
	struct argp_long *details;
	size_t long_count;
	char *shorts;             /* getopt's text of short options */
	struct argp_group *of_short[128];
	int try_getopt;
};

static void argp_count(const struct argp *argp, size_t *groups, size_t *options)
{
	++*groups;
	for (const struct argp_option *o = argp->options; o && !argp_is_end(o); o++)
		++*options;
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		argp_count(child->argp, groups, options);
}

static int argp_find_long(const struct argp_parser *parser, const char *name)
{
	for (size_t i = 0; i < parser->long_count; i++)
		if (!strcmp(parser->longs[i].name, name))
			return 1;
	return 0;
}

static void argp_add_option(struct argp_parser *parser, struct argp_group *group,
			    const struct argp_option *option, const struct argp_option *real)
{
	int kind = !real->arg                          ? no_argument
		   : real->flags & OPTION_ARG_OPTIONAL ? optional_argument
						       : required_argument;

	if (option->name && !argp_find_long(parser, option->name)) {
		parser->details[parser->long_count] = (struct argp_long){ group,
									  option->key ? option->key
										      : real->key };
		parser->longs[parser->long_count] = (struct option){
			option->name, kind, NULL, LONG_BASE + (int)parser->long_count
		};
		parser->long_count++;
	}
	if (argp_is_short(option) && !parser->of_short[option->key]) {
		char *end = strchr(parser->shorts, '\0');

		parser->of_short[option->key] = group;
		if (option->key == KEY_HELP)
			return; /* it is getopt's word for all that it does not know */
		*end++ = (char)option->key;
		for (int i = 0; i < kind; i++) /* one colon, two if it is optional */
			*end++ = ':';
	}
}

/* Returns 0 or ENOMEM. */
static int argp_add_groups(struct argp_parser *parser, const struct argp *argp,
			   const struct argp_group *parent, unsigned index)
{
	struct argp_group *group = &parser->groups[parser->group_count++];
	const struct argp_option *real = argp->options;
	unsigned children = 0;
	int err = 0;

	*group = (struct argp_group){ .argp = argp, .parent = parent, .index = index };
	for (const struct argp_option *o = argp->options; o && !argp_is_end(o); o++) {
		if (!(o->flags & OPTION_ALIAS))
			real = o;
		if (!(real->flags & OPTION_DOC))
			argp_add_option(parser, group, o, real);
	}
	while (argp->children && argp->children[children].argp)
		children++;
	group->child_inputs = calloc(children + 1, sizeof(*group->child_inputs));
	if (!group->child_inputs)
		return ENOMEM;
	for (unsigned i = 0; i < children && !err; i++)
		err = argp_add_groups(parser, argp->children[i].argp, group, i);
	return err;
}

static int argp_make_parser(struct argp_parser *parser, const struct argp *argp, unsigned flags)
{
	size_t groups = 0, options = 0;

	argp_count(argp, &groups, &options);
	parser->groups = calloc(groups, sizeof(*parser->groups));
	parser->longs = calloc(options + 1, sizeof(*parser->longs));
	parser->details = calloc(options + 1, sizeof(*parser->details));
	parser->shorts = calloc(3, options + 1);
	if (!parser->groups || !parser->longs || !parser->details || !parser->shorts)
		return ENOMEM;
	/* '-': arguments come in order, as option 1, not last; '+': they end the options. ':': what
	 * lacks its argument comes so. */
	strcpy(parser->shorts, flags & ARGP_IN_ORDER ? "-:" : flags & ARGP_NO_ARGS ? "+:" : ":");
	parser->of_short[':'] = parser->of_short['-'] = parser->of_short[';'] = parser->groups;
	return argp_add_groups(parser, argp, NULL, 0);
}

static void argp_free_parser(struct argp_parser *parser)
{
	for (size_t i = 0; i < parser->group_count; i++)
		free(parser->groups[i].child_inputs);
	free(parser->groups);
	free(parser->longs);
	free(parser->details);
	free(parser->shorts);
}

void *compat_argp_input(const struct argp *argp, const struct argp_state *state)
{
	const struct argp_parser *parser = state ? state->pstate : NULL;

	for (size_t i = 0; parser && i < parser->group_count; i++)
		if (parser->groups[i].argp == argp)
			return parser->groups[i].input;
	return NULL;
}

/* --- parsing ---------------------------------------------------------------- */

static error_t argp_call(struct argp_parser *parser, struct argp_group *group, int key, char *arg)
{
	struct argp_state *state = &parser->state;
	error_t err;

	if (!group->argp->parser)
		return ARGP_ERR_UNKNOWN;
	state->hook = group->hook;
	state->input = group->input;
	state->child_inputs = group->child_inputs;
	state->arg_num = group->args_processed;
	err = group->argp->parser(key, arg, state);
	group->hook = state->hook;
	return err;
}

/* Calls all, until one fails: the first to the last, or the other way. */
static error_t argp_call_all(struct argp_parser *parser, int key, int reverse)
{
	error_t err = 0;

	for (size_t i = 0; i < parser->group_count && (!err || err == ARGP_ERR_UNKNOWN); i++)
		err = argp_call(parser, &parser->groups[reverse ? parser->group_count - 1 - i : i],
				key, NULL);
	return err == ARGP_ERR_UNKNOWN ? 0 : err;
}

/* A parser without a function passes its input on to its only child. */
static error_t argp_call_init(struct argp_parser *parser, void *input)
{
	error_t err = 0;

	parser->groups->input = input;
	for (size_t i = 0; i < parser->group_count && (!err || err == ARGP_ERR_UNKNOWN); i++) {
		struct argp_group *group = &parser->groups[i];

		if (group->parent)
			group->input = group->parent->child_inputs[group->index];
		if (!group->argp->parser && group->argp->children && group->argp->children->argp)
			group->child_inputs[0] = group->input;
		err = argp_call(parser, group, ARGP_KEY_INIT, NULL);
	}
	return err == ARGP_ERR_UNKNOWN ? 0 : err;
}

/* The long options that `name` could be short for. */
static void argp_print_ambiguous(const struct argp_parser *parser, const char *option)
{
	FILE *stream = parser->state.err_stream;
	size_t size = strcspn(option + 2, "=");

	fprintf(stream, "%s: option '%s' is ambiguous; possibilities:", parser->state.argv[0],
		option);
	for (size_t i = 0; i < parser->long_count; i++)
		if (!strncmp(parser->longs[i].name, option + 2, size))
			fprintf(stream, " '--%s'", parser->longs[i].name);
	fputc('\n', stream);
}

static int argp_is_ambiguous(const struct argp_parser *parser, const char *option)
{
	size_t size = strcspn(option + 2, "=");
	int count = 0;

	if (strncmp(option, "--", 2) != 0 || !size)
		return 0;
	for (size_t i = 0; i < parser->long_count; i++)
		count += !strncmp(parser->longs[i].name, option + 2, size);
	return count > 1;
}

/* What getopt found wrong: it says the option in `optopt`, 0 for an unknown long one. */
static void argp_refuse_option(const struct argp_parser *parser, int number)
{
	const struct argp_state *state = &parser->state;
	const char *name = optopt >= LONG_BASE ? parser->longs[optopt - LONG_BASE].name : NULL;
	const char *word = state->argv[optind - 1];

	if (state->flags & ARGP_NO_ERRS)
		return;
	if (!optopt && argp_is_ambiguous(parser, word)) {
		argp_print_ambiguous(parser, word);
		return;
	}
	fprintf(state->err_stream, "%s: ", state->argv[0]);
	if (!optopt)
		fprintf(state->err_stream, "unrecognized option '%s'\n", word);
	else if (name)
		fprintf(state->err_stream,
			number == ':' ? "option '--%s' requires an argument\n"
				      : "option '--%s' doesn't allow an argument\n",
			name);
	else
		fprintf(state->err_stream,
			number == ':' ? "option requires an argument -- '%c'\n"
				      : "invalid option -- '%c'\n",
			optopt);
}

static error_t argp_take_option(struct argp_parser *parser, int number)
{
	static const char bad[] = "(PROGRAM ERROR) Option should have been recognized!?";
	const struct argp_long *option = NULL;
	error_t err;

	if (number >= LONG_BASE) {
		option = &parser->details[number - LONG_BASE];
		err = argp_call(parser, option->group, option->key, optarg);
	} else {
		err = argp_call(parser, parser->of_short[number], number, optarg);
	}
	if (err == ARGP_ERR_UNKNOWN && option)
		argp_error(&parser->state, "--%s: %s", parser->longs[number - LONG_BASE].name, bad);
	else if (err == ARGP_ERR_UNKNOWN)
		argp_error(&parser->state, "-%c: %s", number, bad);
	return err;
}

/* Gives an argument to the first group that takes it, or all that are left. */
static error_t argp_take_argument(struct argp_parser *parser, char *arg)
{
	struct argp_state *state = &parser->state;
	struct argp_group *group = parser->groups;
	int index = --state->next, key = ARGP_KEY_ARG;
	error_t err = ARGP_ERR_UNKNOWN;

	for (size_t i = 0; i < parser->group_count && err == ARGP_ERR_UNKNOWN; i++) {
		group = &parser->groups[i];
		state->next++;
		key = ARGP_KEY_ARG;
		err = argp_call(parser, group, key, arg);
		if (err == ARGP_ERR_UNKNOWN) {
			state->next--;
			key = ARGP_KEY_ARGS;
			err = argp_call(parser, group, key, NULL);
		}
	}
	if (err)
		return err;
	if (key == ARGP_KEY_ARGS)
		state->next = state->argc;
	if (state->next > index)
		group->args_processed += (unsigned)(state->next - index);
	else
		parser->try_getopt = 1; /* it is to be looked at again */
	return 0;
}

/* Takes the next option or argument. `ret_is_left` is set where ARGP_ERR_UNKNOWN only means that
 * there is none, or that nobody takes it. */
static error_t argp_take_next(struct argp_parser *parser, int *ret_is_left)
{
	struct argp_state *state = &parser->state;
	int number = -1;
	char *arg;

	*ret_is_left = 0;
	if (state->quoted && state->next < state->quoted)
		state->quoted = 0;
	if (parser->try_getopt && !state->quoted) {
		optind = state->next;
		number = getopt_long(state->argc, state->argv, parser->shorts, parser->longs, NULL);
		state->next = optind;
		if (number == -1) {
			parser->try_getopt = 0;
			if (state->next > 1 && !strcmp(state->argv[state->next - 1], "--"))
				state->quoted = state->next;
		} else if (number == ':' || (number == '?' && optopt != KEY_HELP)) {
			argp_refuse_option(parser, number);
			return ARGP_ERR_UNKNOWN;
		} else if (number == '?' && !parser->of_short[KEY_HELP]) {
			argp_refuse_option(parser, number);
			return ARGP_ERR_UNKNOWN;
		} else if (number != 1) {
			return argp_take_option(parser, number);
		}
	}
	*ret_is_left = 1;
	if (number == -1 && (state->next >= state->argc || state->flags & ARGP_NO_ARGS))
		return ARGP_ERR_UNKNOWN;
	arg = number == 1 ? optarg : state->argv[state->next++];
	return argp_take_argument(parser, arg);
}

/* What comes after the last argument that was taken: more calls of the parsers. */
static error_t argp_finish(struct argp_parser *parser, error_t err, int is_left, int *ret_index)
{
	struct argp_state *state = &parser->state;

	if (err == ARGP_ERR_UNKNOWN && is_left)
		err = 0;
	if (!err && state->next == state->argc) {
		for (size_t i = 0; i < parser->group_count && (!err || err == ARGP_ERR_UNKNOWN);
		     i++)
			if (!parser->groups[i].args_processed)
				err = argp_call(parser, &parser->groups[i], ARGP_KEY_NO_ARGS, NULL);
		if (!err || err == ARGP_ERR_UNKNOWN)
			err = argp_call_all(parser, ARGP_KEY_END, 1);
		if (ret_index)
			*ret_index = state->next;
	} else if (!err && ret_index) {
		*ret_index = state->next;
	} else if (!err) {
		if (!(state->flags & ARGP_NO_ERRS))
			fprintf(state->err_stream, "%s: Too many arguments\n", state->name);
		err = ARGP_ERR_UNKNOWN;
	}
	if (!err)
		return argp_call_all(parser, ARGP_KEY_SUCCESS, 1);
	if (err == ARGP_ERR_UNKNOWN)
		argp_state_help(state, state->err_stream, ARGP_HELP_STD_ERR);
	for (size_t i = 0; i < parser->group_count; i++)
		argp_call(parser, &parser->groups[i], ARGP_KEY_ERROR, NULL);
	return err == ARGP_ERR_UNKNOWN ? EINVAL : err;
}

static error_t argp_run(struct argp_parser *parser, void *input, int *ret_index)
{
	error_t err = argp_call_init(parser, input);
	int is_left = 0;

	if (err)
		return err;
	while (!err)
		err = argp_take_next(parser, &is_left);
	err = argp_finish(parser, err, is_left, ret_index);
	for (size_t i = parser->group_count; i-- > 0;)
		argp_call(parser, &parser->groups[i], ARGP_KEY_FINI, NULL);
	return err;
}

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags, int *ret_index,
		   void *input)
{
	const int has_version = argp_program_version || argp_program_version_hook;
	const struct argp_child children[] = {
		{ .argp = argp },
		{ .argp = &default_argp },
		{ .argp = has_version ? &version_argp : NULL },
		{ 0 },
	};
	const struct argp top = { .children = children };
	const char *slash = argc && argv[0] ? strrchr(argv[0], '/') : NULL;
	struct argp_parser parser = {
		.state = {
			.root_argp = flags & ARGP_NO_HELP ? argp : &top,
			.argc = argc, .argv = argv, .flags = flags,
			.err_stream = stderr, .out_stream = stdout,
			.name = slash ? (char *)slash + 1 : argc ? argv[0] : (char *)"program",
			.next = flags & ARGP_PARSE_ARGV0 ? 0 : 1,
			.pstate = &parser,
		},
		.try_getopt = 1,
	};
	error_t err = argp_make_parser(&parser, parser.state.root_argp, flags);

	opterr = 0;
	if (!err)
		err = argp_run(&parser, input, ret_index);
	argp_free_parser(&parser);
	return err;
}
