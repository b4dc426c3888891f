// SPDX-License-Identifier: MIT
/* argp over getopt_long: the table of options is copied into getopt's form. */
#include <argp.h>
#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN 29       /* where the help's texts begin */
#define LONG_BASE 0x400 /* getopt's numbers of long options: past every character */

enum { KEY_HELP = '?', KEY_USAGE = -3, KEY_VERSION = 'V' };

__attribute__((weak)) const char *argp_program_version;
__attribute__((weak)) const char *argp_program_bug_address;
__attribute__((weak)) error_t argp_err_exit_status = 64; /* EX_USAGE */

static const struct argp_option own_options[] = {
	{ "help", KEY_HELP, NULL, 0, "Give this help list", -1 },
	{ "usage", KEY_USAGE, NULL, 0, "Give a short usage message", 0 },
	{ "version", KEY_VERSION, NULL, 0, "Print program version", 0 },
	{ 0 },
};

static int is_last(const struct argp_option *option)
{
	return !option->name && !option->key && !option->doc && !option->group;
}

static int is_short(const struct argp_option *option)
{
	return option->key > 0 && option->key < 128 && isprint(option->key) &&
	       !(option->flags & OPTION_DOC);
}

static int is_own(const struct argp_option *option)
{
	return option >= own_options && option < own_options + 4;
}

static int is_offered(const struct argp_option *option)
{
	return !(option->flags & OPTION_HIDDEN) &&
	       (option->key != KEY_VERSION || !is_own(option) || argp_program_version);
}

/* The option that an alias stands for: the nearest before that is none. */
static const struct argp_option *real(const struct argp_option *option)
{
	while (option->flags & OPTION_ALIAS)
		option--;
	return option;
}

/* --- help ------------------------------------------------------------------- */

static int print_argument(FILE *stream, const struct argp_option *option, const char *equals)
{
	if (!option->arg)
		return 0;
	if (option->flags & OPTION_ARG_OPTIONAL)
		return fprintf(stream, "[%s%s]", equals, option->arg);
	return fprintf(stream, "%s%s", *equals ? equals : " ", option->arg);
}

/* Text in columns, its own line feeds kept and indented. */
static void print_text(FILE *stream, const char *text, int column)
{
	int pad = column < COLUMN ? COLUMN - column : 0;

	if (column >= COLUMN) {
		fputc('\n', stream);
		pad = COLUMN;
	}
	fprintf(stream, "%*s", pad, "");
	for (; *text; text++) {
		fputc(*text, stream);
		if (*text == '\n')
			fprintf(stream, "%*s", COLUMN, "");
	}
	fputc('\n', stream);
}

static void print_option(FILE *stream, const struct argp_option *option)
{
	int column;

	if (option->flags & OPTION_ALIAS || !is_offered(option))
		return;
	if (!option->name && !option->key) {
		fprintf(stream, "\n %s\n", option->doc ? option->doc : "");
		return;
	}
	column = is_short(option) ? fprintf(stream, "  -%c", option->key) :
				    fprintf(stream, "    ");
	if (option->name) {
		column += fprintf(stream, option->flags & OPTION_DOC ? "%s" :
				  is_short(option) ? ", --%s" : "  --%s", option->name);
		column += print_argument(stream, option, "=");
	} else {
		column += print_argument(stream, option, "");
	}
	print_text(stream, option->doc ? option->doc : "", column);
}

static void print_options(FILE *stream, const struct argp_option *options)
{
	for (; options && !is_last(options); options++)
		print_option(stream, options);
}

static int has_short_argument(const struct argp_option *options)
{
	for (; options && !is_last(options); options++)
		if (options->arg && options->name && is_short(options) && is_offered(options))
			return 1;
	return 0;
}

static void print_usage_options(FILE *stream, const struct argp_option *options)
{
	for (; options && !is_last(options); options++) {
		if (options->flags & (OPTION_DOC | OPTION_NO_USAGE | OPTION_ALIAS) ||
		    !is_offered(options) || (!options->name && !options->key))
			continue;
		fputs(" [", stream);
		if (options->name)
			fprintf(stream, "--%s", options->name);
		else
			fprintf(stream, "-%c", options->key);
		print_argument(stream, options, options->name ? "=" : "");
		fputc(']', stream);
	}
}

/* With one line feed at its end, whether or not it has one. */
static void print_block(FILE *stream, const char *text, size_t size)
{
	fwrite(text, 1, size, stream);
	if (text[size - 1] != '\n')
		fputc('\n', stream);
}

static void print_docs(FILE *stream, const char *doc, int after)
{
	const char *split = doc ? strchr(doc, '\v') : NULL;

	if (after && split && split[1])
		fprintf(stream, "\n%s\n", split + 1);
	else if (!after && doc && *doc && doc != split)
		print_block(stream, doc, split ? (size_t)(split - doc) : strlen(doc));
}

void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags)
{
	const struct argp *argp = state->root_argp;
	int silent = state->flags & ARGP_NO_ERRS;

	if (!silent && flags & (ARGP_HELP_USAGE | ARGP_HELP_SHORT_USAGE)) {
		fprintf(stream, "Usage: %s", state->name);
		if (flags & ARGP_HELP_SHORT_USAGE) {
			fputs(" [OPTION...]", stream);
		} else {
			print_usage_options(stream, argp->options);
			print_usage_options(stream, own_options);
		}
		fprintf(stream, "%s%s\n", argp->args_doc ? " " : "",
			argp->args_doc ? argp->args_doc : "");
	}
	if (!silent && flags & ARGP_HELP_PRE_DOC)
		print_docs(stream, argp->doc, 0);
	if (!silent && flags & ARGP_HELP_SEE)
		fprintf(stream, "Try `%s --help' or `%s --usage' for more information.\n",
			state->name, state->name);
	if (!silent && flags & ARGP_HELP_LONG) {
		fputc('\n', stream);
		print_options(stream, argp->options);
		print_options(stream, own_options);
		if (has_short_argument(argp->options))
			fputs("\nMandatory or optional arguments to long options are also "
			      "mandatory or optional\nfor any corresponding short options.\n",
			      stream);
	}
	if (!silent && flags & ARGP_HELP_POST_DOC)
		print_docs(stream, argp->doc, 1);
	if (!silent && flags & ARGP_HELP_BUG_ADDR && argp_program_bug_address)
		fprintf(stream, "\nReport bugs to %s.\n", argp_program_bug_address);
	if (state->flags & ARGP_NO_EXIT)
		return;
	if (flags & (ARGP_HELP_EXIT_ERR | ARGP_HELP_EXIT_OK))
		exit(flags & ARGP_HELP_EXIT_ERR ? argp_err_exit_status : 0);
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

	if (!(state->flags & ARGP_NO_ERRS)) {
		fprintf(state->err_stream, "%s: ", state->name);
		va_start(ap, fmt);
		vfprintf(state->err_stream, fmt, ap);
		va_end(ap);
		if (errnum)
			fprintf(state->err_stream, ": %s", strerror(errnum));
		fputc('\n', state->err_stream);
	}
	if (status && !(state->flags & ARGP_NO_EXIT))
		exit(status);
}

/* --- parsing ---------------------------------------------------------------- */

/* getopt's tables: `longs[n].val` is LONG_BASE + n, and `options[n]` the option. */
struct tables {
	struct option *longs;
	const struct argp_option **options;
	char *shorts;
	size_t long_count, short_length;
};

static size_t count_options(const struct argp_option *options)
{
	size_t count = 0;

	while (options && !is_last(options + count))
		count++;
	return count;
}

static int argument_kind(const struct argp_option *option)
{
	option = real(option);
	if (!option->arg)
		return no_argument;
	return option->flags & OPTION_ARG_OPTIONAL ? optional_argument : required_argument;
}

static void add_options(struct tables *tables, const struct argp_option *options)
{
	for (; options && !is_last(options); options++) {
		int kind = argument_kind(options);

		if (options->flags & OPTION_DOC || (is_own(options) && !is_offered(options)))
			continue;
		if (options->name) {
			tables->longs[tables->long_count] = (struct option){
				options->name, kind, NULL, LONG_BASE + tables->long_count
			};
			tables->options[tables->long_count++] = options;
		}
		if (is_short(options) && options->key != '?' &&
		    !strchr(tables->shorts, options->key)) {
			tables->shorts[tables->short_length++] = options->key;
			for (int i = 0; i < kind; i++) /* one colon, two if it is optional */
				tables->shorts[tables->short_length++] = ':';
		}
	}
}

static int make_tables(struct tables *tables, const struct argp *argp, unsigned flags)
{
	size_t count = count_options(argp->options) + count_options(own_options) + 1;

	tables->longs = calloc(count, sizeof(*tables->longs));
	tables->options = calloc(count, sizeof(*tables->options));
	tables->shorts = calloc(3, count + 1);
	if (!tables->longs || !tables->options || !tables->shorts)
		return ENOMEM;
	/* '-': arguments come in order, as option 1, not last. ':': a missing one comes so. */
	if (flags & ARGP_IN_ORDER)
		tables->shorts[tables->short_length++] = '-';
	tables->shorts[tables->short_length++] = ':';
	add_options(tables, argp->options);
	if (!(flags & ARGP_NO_HELP))
		add_options(tables, own_options);
	return 0;
}

static error_t call(struct argp_state *state, int key, char *arg)
{
	const struct argp *argp = state->root_argp;

	return argp->parser ? argp->parser(key, arg, state) : ARGP_ERR_UNKNOWN;
}

static error_t take_own(struct argp_state *state, int key)
{
	switch (key) {
	case KEY_HELP:
		argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
		return 0;
	case KEY_USAGE:
		argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
		return 0;
	default:
		fprintf(state->out_stream, "%s\n", argp_program_version);
		if (!(state->flags & ARGP_NO_EXIT))
			exit(0);
		return 0;
	}
}

/* What getopt found wrong: it says the option in `optopt`, 0 for an unknown long one. */
static error_t refuse_option(struct argp_state *state, const struct tables *tables, int number)
{
	const char *name = optopt >= LONG_BASE ? tables->longs[optopt - LONG_BASE].name : NULL;

	if (!optopt)
		argp_error(state, "unrecognized option '%s'", state->argv[optind - 1]);
	else if (name)
		argp_error(state, number == ':' ? "option '--%s' requires an argument" :
						  "option '--%s' doesn't allow an argument", name);
	else
		argp_error(state, number == ':' ? "option requires an argument -- '%c'" :
						  "invalid option -- '%c'", optopt);
	return EINVAL;
}

/* An option as getopt gave it. */
static error_t take_option(struct argp_state *state, const struct tables *tables, int number)
{
	const struct argp_option *own = NULL;
	int key = number;
	error_t err;

	if (number >= LONG_BASE) {
		const struct argp_option *option = tables->options[number - LONG_BASE];

		own = is_own(option) ? option : NULL;
		key = real(option)->key;
	} else if (number == '?' && optopt == KEY_HELP && !(state->flags & ARGP_NO_HELP)) {
		own = own_options;
	} else if (number == '?' || number == ':') {
		return refuse_option(state, tables, number);
	} else {
		for (size_t i = 0; i < tables->long_count; i++)
			if (is_short(tables->options[i]) && tables->options[i]->key == key)
				key = real(tables->options[i])->key;
	}
	err = own ? ARGP_ERR_UNKNOWN : call(state, key, optarg);
	if (err == ARGP_ERR_UNKNOWN && (own || (key == KEY_VERSION && argp_program_version)))
		err = take_own(state, own ? own->key : key);
	return err;
}

static error_t take_argument(struct argp_state *state, char *arg)
{
	error_t err;

	state->next = optind;
	err = call(state, ARGP_KEY_ARG, arg);
	if (err == ARGP_ERR_UNKNOWN) {
		state->next = optind - 1;
		err = call(state, ARGP_KEY_ARGS, NULL);
		if (!err && state->next == optind - 1)
			state->next = state->argc; /* it took all */
	}
	if (!err) {
		state->arg_num++;
		optind = state->next;
	}
	return err;
}

static error_t take_all(struct argp_state *state, const struct tables *tables)
{
	while (optind < state->argc) {
		int number = getopt_long(state->argc, state->argv, tables->shorts, tables->longs,
					 NULL);
		error_t err;

		state->next = optind;
		if (number == 1) {
			err = take_argument(state, optarg);
		} else if (number != -1) {
			err = take_option(state, tables, number);
		} else if (optind < state->argc && !(state->flags & ARGP_NO_ARGS)) {
			err = take_argument(state, state->argv[optind++]);
		} else {
			break;
		}
		if (err == ARGP_ERR_UNKNOWN && (number == -1 || number == 1)) {
			optind = state->next;
			return 0; /* what is left is the caller's */
		}
		if (err)
			return err;
	}
	return 0;
}

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags,
		   int *ret_index, void *input)
{
	const char *slash = argc && argv[0] ? strrchr(argv[0], '/') : NULL;
	struct argp_state state = {
		.root_argp = argp, .argc = argc, .argv = argv, .flags = flags, .input = input,
		.err_stream = stderr, .out_stream = stdout,
		.name = slash ? (char *)slash + 1 : argc ? argv[0] : (char *)"program",
	};
	struct tables tables = { 0 };
	error_t err = make_tables(&tables, argp, flags);

	optind = flags & ARGP_PARSE_ARGV0 ? 0 : 1;
	opterr = 0;
	state.next = optind;
	if (!err) {
		err = call(&state, ARGP_KEY_INIT, NULL);
		if (!err || err == ARGP_ERR_UNKNOWN)
			err = take_all(&state, &tables);
	}
	if (!err && state.next < argc && !ret_index && !(flags & ARGP_NO_ARGS))
		argp_error(&state, "Too many arguments");
	if (!err && !state.arg_num)
		err = call(&state, ARGP_KEY_NO_ARGS, NULL);
	if (!err || err == ARGP_ERR_UNKNOWN)
		err = call(&state, ARGP_KEY_END, NULL);
	err = err == ARGP_ERR_UNKNOWN ? 0 : err;
	call(&state, err ? ARGP_KEY_ERROR : ARGP_KEY_SUCCESS, NULL);
	call(&state, ARGP_KEY_FINI, NULL);
	if (ret_index)
		*ret_index = state.next;
	free(tables.longs);
	free(tables.options);
	free(tables.shorts);
	return err;
}
