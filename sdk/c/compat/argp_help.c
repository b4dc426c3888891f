// SPDX-License-Identifier: MIT
/*
 * The help of argp, as glibc prints it: the options of all parsers, sorted by group and by name,
 * each with its aliases and its text in columns.
 */
#include "argp_help.h"
#include <stdlib.h>
#include <string.h>

enum {
	SHORT_COLUMN = 2,
	LONG_COLUMN = 6,
	DOC_COLUMN = 2,
	TEXT_COLUMN = 29, /* where options' texts begin */
	HEADER_COLUMN = 1,
	USAGE_COLUMN = 12,
};

/* The text that the parser's filter makes of one. `ret_own` is to be freed, or null. */
static const char *help_filter(const struct help *help, const struct argp *argp, int key,
			       const char *text, char **ret_own)
{
	char *filtered;

	*ret_own = NULL;
	if (!argp->help_filter)
		return text;
	filtered = argp->help_filter(key, text, compat_argp_input(argp, help->state));
	if (filtered != text)
		*ret_own = filtered;
	return filtered;
}

/* --- an entry ------------------------------------------------------------------- */

static void help_print_argument(struct help *help, const struct argp_option *real,
				const char *before)
{
	if (!real->arg)
		return;
	if (real->flags & OPTION_ARG_OPTIONAL)
		argp_text_printf(&help->text, "[%s%s]", *before == '=' ? "=" : "", real->arg);
	else
		argp_text_printf(&help->text, "%s%s", before, real->arg);
}

static void help_print_header(struct help *help, const char *header, const struct argp *argp)
{
	char *own;

	header = help_filter(help, argp, ARGP_KEY_HELP_HEADER, header, &own);
	if (header) {
		if (*header) {
			if (help->before)
				argp_text_put(&help->text, "\n", 1);
			argp_text_indent(&help->text, HEADER_COLUMN);
			argp_text_left(&help->text, HEADER_COLUMN);
			argp_text_wrap(&help->text, HEADER_COLUMN);
			argp_text_puts(&help->text, header);
			argp_text_left(&help->text, 0);
			argp_text_put(&help->text, "\n", 1);
		}
		help->separates_groups = 1;
	}
	free(own);
}

static int help_is_within(const struct help_cluster *cluster, const struct help_cluster *outer)
{
	while (cluster && cluster != outer)
		cluster = cluster->parent;
	return cluster == outer;
}

/* Before each name of an entry; before the first, what separates it from the entry before. */
static void help_separate(struct help *help, const struct help_entry *entry, int column, int *first)
{
	const struct help_entry *before = help->before;
	const struct help_cluster *cluster = entry->cluster;

	if (!*first) {
		argp_text_puts(&help->text, ", ");
	} else {
		if (help->separates_groups && before && entry->group != before->group)
			argp_text_put(&help->text, "\n", 1);
		if (cluster && cluster->header && *cluster->header &&
		    (!before ||
		     (before->cluster != cluster && !help_is_within(before->cluster, cluster)))) {
			int wrap = help->text.wrap;

			help_print_header(help, cluster->header, cluster->argp);
			argp_text_wrap(&help->text, wrap);
		}
	}
	*first = 0;
	argp_text_indent(&help->text, column);
}

/* Returns whether it printed no name. */
static int help_print_names(struct help *help, const struct help_entry *entry)
{
	const struct argp_option *real = entry->option, *end = real + entry->count, *o;
	const int is_text = real->flags & OPTION_DOC;
	const char *shorts = entry->shorts;
	int first = 1, has_long = !is_text && compat_help_first_long(entry);

	argp_text_wrap(&help->text, SHORT_COLUMN);
	for (o = real; o < end; o++) {
		if (!argp_is_short(o) || o->key != *shorts)
			continue;
		shorts++;
		if (!help_is_visible(o))
			continue;
		help_separate(help, entry, SHORT_COLUMN, &first);
		argp_text_put(&help->text, "-", 1);
		argp_text_put(&help->text, shorts - 1, 1);
		if (!has_long)
			help_print_argument(help, real, " ");
		else if (real->arg)
			help->left_out_argument = 1;
	}
	argp_text_wrap(&help->text, is_text ? DOC_COLUMN : LONG_COLUMN);
	for (o = real; o < end; o++) {
		if (!o->name || !help_is_visible(o) || (is_text && !*o->name))
			continue;
		help_separate(help, entry, is_text ? DOC_COLUMN : LONG_COLUMN, &first);
		if (is_text) {
			argp_text_puts(&help->text, o->name);
			continue;
		}
		argp_text_printf(&help->text, "--%s", o->name);
		help_print_argument(help, real, "=");
	}
	return first;
}

static void help_print_text(struct help *help, const struct help_entry *entry)
{
	struct argp_text *text = &help->text;
	char *own;
	const char *doc = help_filter(help, entry->argp, entry->option->key, entry->option->doc,
				      &own);

	if (doc && *doc) {
		int column = argp_text_column(text);

		argp_text_left(text, TEXT_COLUMN);
		argp_text_wrap(text, TEXT_COLUMN);
		if (column > TEXT_COLUMN + 3)
			argp_text_put(text, "\n", 1);
		else if (column >= TEXT_COLUMN)
			argp_text_puts(text, "   ");
		else
			argp_text_indent(text, TEXT_COLUMN);
		argp_text_puts(text, doc);
	}
	free(own);
	argp_text_left(text, 0);
	argp_text_put(text, "\n", 1);
}

static void help_print_entry(struct help *help, const struct help_entry *entry)
{
	const struct argp_option *real = entry->option;
	int left = argp_text_left(&help->text, 0), wrap = help->text.wrap, none;

	none = help_print_names(help, entry);
	argp_text_left(&help->text, 0);
	if (!none)
		help_print_text(help, entry);
	else if (!argp_is_short(real) && !real->name)
		help_print_header(help, real->doc, entry->argp);
	if (!none || (!argp_is_short(real) && !real->name))
		help->before = entry;
	argp_text_left(&help->text, left);
	argp_text_wrap(&help->text, wrap);
}

static void help_print_entries(struct help *help)
{
	static const char note[] = "Mandatory or optional arguments to long options are also "
				   "mandatory or optional for any corresponding short options.";
	const struct argp *argp = help->state ? help->state->root_argp : NULL;
	const char *text = note;
	char *own = NULL;

	for (size_t i = 0; i < help->count; i++)
		help_print_entry(help, &help->entries[i]);
	if (!help->left_out_argument)
		return;
	if (argp)
		text = help_filter(help, argp, ARGP_KEY_HELP_DUP_ARGS_NOTE, note, &own);
	if (text && *text) {
		argp_text_put(&help->text, "\n", 1);
		argp_text_puts(&help->text, text);
		argp_text_put(&help->text, "\n", 1);
	}
	free(own);
}

/* --- the usage ------------------------------------------------------------------ */

/* What of an option the usage shows. */
enum help_usage { HELP_PLAIN, HELP_WITH_ARGUMENT, HELP_LONG };

static void help_print_usage_of(struct help *help, const struct argp_option *option,
				const struct argp_option *real, enum help_usage what)
{
	const char *argument = option->arg ? option->arg : real->arg;
	const int flags = option->flags | real->flags, is_optional = flags & OPTION_ARG_OPTIONAL;
	const char key = (char)option->key;

	if (flags & OPTION_NO_USAGE)
		return;
	if (what == HELP_PLAIN && !argument) {
		help->plain[strlen(help->plain)] = key;
	} else if (what == HELP_WITH_ARGUMENT && argument && is_optional) {
		argp_text_printf(&help->text, " [-%c[%s]]", key, argument);
	} else if (what == HELP_WITH_ARGUMENT && argument) {
		argp_text_space(&help->text, 6 + strlen(argument));
		argp_text_printf(&help->text, "[-%c %s]", key, argument);
	} else if (what == HELP_LONG && !argument) {
		argp_text_printf(&help->text, " [--%s]", option->name);
	} else if (what == HELP_LONG) {
		argp_text_printf(&help->text, is_optional ? " [--%s[=%s]]" : " [--%s=%s]",
				 option->name, argument);
	}
}

static void help_each(struct help *help, enum help_usage what)
{
	for (size_t i = 0; i < help->count; i++) {
		const struct help_entry *entry = &help->entries[i];
		const struct argp_option *real = entry->option;
		const char *shorts = entry->shorts;

		for (unsigned k = 0; k < entry->count; k++) {
			const struct argp_option *o = &entry->option[k];

			if (!(o->flags & OPTION_ALIAS))
				real = o;
			if (what == HELP_LONG ? !o->name : !argp_is_short(o) || o->key != *shorts)
				continue;
			if (what != HELP_LONG)
				shorts++;
			if (help_is_visible(o))
				help_print_usage_of(help, o, real, what);
		}
	}
}

static void help_print_options(struct help *help)
{
	help_each(help, HELP_PLAIN);
	if (*help->plain)
		argp_text_printf(&help->text, " [-%s]", help->plain);
	help_each(help, HELP_WITH_ARGUMENT);
	help_each(help, HELP_LONG);
}

static size_t help_count_levels(const struct argp *argp)
{
	size_t levels = argp->args_doc && strchr(argp->args_doc, '\n');

	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		levels += help_count_levels(child->argp);
	return levels;
}

/* The next line of each parser's arguments: as of a number whose last digit is the last parser's,
 * `levels` has the digits. Returns whether there are more lines. */
static int help_print_arguments(struct help *help, const struct argp *argp, char **levels,
				int advance)
{
	char *level = *levels, *own;
	const char *doc = help_filter(help, argp, ARGP_KEY_HELP_ARGS_DOC, argp->args_doc, &own);
	int is_multiple = 0, is_last = 1;

	if (doc) {
		const char *at = doc, *end = at + strcspn(at, "\n");

		if (*end) {
			is_multiple = 1;
			for (int i = 0; i < *level; i++) {
				at = end + 1;
				end = at + strcspn(at, "\n");
			}
			++*levels;
		}
		is_last = !*end;
		argp_text_space(&help->text, 1 + (size_t)(end - at));
		argp_text_put(&help->text, at, (size_t)(end - at));
	}
	free(own);
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		advance = !help_print_arguments(help, child->argp, levels, advance);
	if (advance && is_multiple) {
		if (!is_last) {
			++*level;
			advance = 0;
		} else {
			*level = 0;
		}
	}
	return !advance;
}

static void help_print_usage(struct help *help, const struct argp *argp, const char *name, int all)
{
	char *levels = calloc(1, help_count_levels(argp) + 1), *at;
	int more, first = 1;

	if (!levels)
		return;
	do {
		int wrap = argp_text_wrap(&help->text, USAGE_COLUMN), left;

		argp_text_printf(&help->text, "%s %s", first ? "Usage:" : "  or: ", name);
		left = argp_text_left(&help->text, USAGE_COLUMN);
		if (all)
			help_print_options(help);
		else if (help->count)
			argp_text_puts(&help->text, " [OPTION...]");
		all = first = 0;
		at = levels;
		more = help_print_arguments(help, argp, &at, 1);
		argp_text_wrap(&help->text, wrap);
		argp_text_left(&help->text, left);
		argp_text_put(&help->text, "\n", 1);
	} while (more);
	free(levels);
}

/* --- all of it ------------------------------------------------------------------- */

static int help_print_text_block(struct help *help, const struct argp *argp, const char *text,
				 size_t limit, int key, int blank)
{
	char *own;
	const char *filtered = help_filter(help, argp, key, text, &own);

	if (filtered) {
		if (blank)
			argp_text_put(&help->text, "\n", 1);
		if (filtered == text && limit)
			argp_text_put(&help->text, text, limit);
		else
			argp_text_puts(&help->text, filtered);
		if (argp_text_column(&help->text) > help->text.left)
			argp_text_put(&help->text, "\n", 1);
	}
	free(own);
	return filtered != NULL;
}

/* The texts before the options or after them; of the first only that has one, or of all. */
static int help_print_docs(struct help *help, const struct argp *argp, int after, int blank,
			   int first_only)
{
	const char *split = argp->doc ? strchr(argp->doc, '\v') : NULL;
	const char *text = after ? split ? split + 1 : NULL : argp->doc;
	size_t limit = !after && split ? (size_t)(split - argp->doc) : 0;
	int anything;

	anything = help_print_text_block(help, argp, text, limit,
					 after ? ARGP_KEY_HELP_POST_DOC : ARGP_KEY_HELP_PRE_DOC,
					 blank);
	if (after && argp->help_filter)
		anything |= help_print_text_block(help, argp, NULL, 0, ARGP_KEY_HELP_EXTRA,
						  anything || blank);
	for (const struct argp_child *child = argp->children;
	     child && child->argp && !(first_only && anything); child++)
		anything |= help_print_docs(help, child->argp, after, anything || blank,
					    first_only);
	return anything;
}

static void help_print(struct help *help, const struct argp *argp, unsigned flags, const char *name)
{
	struct argp_text *text = &help->text;
	int anything = 0;

	if (flags & (ARGP_HELP_USAGE | ARGP_HELP_SHORT_USAGE)) {
		help_print_usage(help, argp, name, !(flags & ARGP_HELP_SHORT_USAGE));
		anything = 1;
	}
	if (flags & ARGP_HELP_PRE_DOC)
		anything |= help_print_docs(help, argp, 0, 0, 1);
	if (flags & ARGP_HELP_SEE) {
		argp_text_printf(text, "Try `%s --help' or `%s --usage' for more information.\n",
				 name, name);
		anything = 1;
	}
	if (flags & ARGP_HELP_LONG && help->count) {
		if (anything)
			argp_text_put(text, "\n", 1);
		help_print_entries(help);
		anything = 1;
	}
	if (flags & ARGP_HELP_POST_DOC)
		anything |= help_print_docs(help, argp, 1, anything, 0);
	if (flags & ARGP_HELP_BUG_ADDR && argp_program_bug_address) {
		if (anything)
			argp_text_put(text, "\n", 1);
		argp_text_printf(text, "Report bugs to %s.\n", argp_program_bug_address);
	}
}

void compat_argp_help(const struct argp *argp, const struct argp_state *state, FILE *stream,
		      unsigned flags, const char *name)
{
	struct help help = { .state = state };

	if (argp && compat_help_gather(&help, argp)) {
		argp_text_init(&help.text, stream);
		help_print(&help, argp, flags, name);
		argp_text_release(&help.text);
	}
	compat_help_release(&help);
}
