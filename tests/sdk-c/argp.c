// SPDX-License-Identifier: MIT
/*
 * Tables of argp, of which argv[1] names one: built for the host with glibc's argp and as a guest
 * with the SDK's, to say the same, byte by byte.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_TEXT \
	"A text that is much longer than the room beside the options, so that it goes on, and on, " \
	"in lines that begin where it began"

static int child_count; /* of the top parser */

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char *who = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		for (int i = 0; i < child_count && who && !strcmp(who, "top"); i++)
			state->child_inputs[i] = (void *)(i ? "second child" : "first child");
		/* fall through */
	case ARGP_KEY_NO_ARGS:
	case ARGP_KEY_END:
	case ARGP_KEY_SUCCESS:
	case ARGP_KEY_ERROR:
	case ARGP_KEY_FINI:
		printf("%s: event %x, %u arguments\n", who ? who : "-", key, state->arg_num);
		return 0;
	case ARGP_KEY_ARG:
		if (who && strcmp(who, "top") == 0)
			return ARGP_ERR_UNKNOWN;
		printf("%s: argument %u '%s'\n", who ? who : "-", state->arg_num, arg);
		return strcmp(arg, "bad") == 0 ? ARGP_ERR_UNKNOWN : 0;
	case ARGP_KEY_ARGS:
		return ARGP_ERR_UNKNOWN;
	case 'z':
		return ARGP_ERR_UNKNOWN;
	case 'u':
		argp_usage(state);
		return 0;
	case 'f':
		argp_failure(state, 0, ENOENT, "'%s'", arg);
		return 0;
	case 'H':
		argp_state_help(state, stdout, ARGP_HELP_LONG | ARGP_HELP_EXIT_ERR);
		return 0;
	default:
		printf("%s: key %d, '%s'\n", who ? who : "-", key, arg ? arg : "");
		return 0;
	}
}

/* --- one parser each ---------------------------------------------------------- */

static const struct argp_option sorted[] = {
	{ "zeta", 'z', NULL, 0, "Last of all", 0 },
	{ "Alpha", 'A', "N", 0, "Upper case", 0 },
	{ "alpha", 'a', "N", 0, "Lower case", 0 },
	{ "beta", 1000, NULL, 0, "Only long", 0 },
	{ "Beta-2", 1001, "X", OPTION_ARG_OPTIONAL, "Only long, too", 0 },
	{ NULL, 'q', NULL, 0, "Only short", 0 },
	{ NULL, 'r', "ARG", 0, "Only short, with an argument", 0 },
	{ NULL, 's', "ARG", OPTION_ARG_OPTIONAL, "Only short, with one that can be left out", 0 },
	{ "hidden", 'i', NULL, OPTION_HIDDEN, "Not shown", 0 },
	{ "unused", 'n', NULL, OPTION_NO_USAGE, "Not in the usage", 0 },
	{ "no-text", 't', NULL, 0, NULL, 0 },
	{ "usage-of", 'u', NULL, 0, "Print the usage", 0 },
	{ "fail", 'f', "WHAT", 0, "Print a failure", 0 },
	{ "Help", 'H', NULL, 0, "Print the options", 0 },
	{ 0 },
};
static const struct argp_option aliases[] = {
	{ "file", 'f', "FILE", 0, LONG_TEXT, 0 },
	{ "input", 'i', NULL, OPTION_ALIAS, NULL, 0 },
	{ "from", 0, NULL, OPTION_ALIAS, NULL, 0 },
	{ NULL, 'F', NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0 },
	{ "kind", 'k', "KIND", OPTION_ARG_OPTIONAL, "Which kind", 0 },
	{ "sort", 0, NULL, OPTION_ALIAS, NULL, 0 },
	{ "an-option-with-quite-a-long-name", 'l', "AND-AN-ARGUMENT", 0, "Its text", 0 },
	{ "just-as-long-as-it-may", 'j', NULL, 0, "Text at the edge", 0 },
	{ "longer-than-it-may-b", 'm', "X", 0, "Text past the edge", 0 },
	{ "longer-than-it-may-bee", 'o', "X", 0, "Text past the edge, too", 0 },
	{ 0 },
};
static const struct argp_option groups[] = {
	{ NULL, 0, NULL, 0, "The first group:", 2 },
	{ "in-two", 't', NULL, 0, "In group 2", 0 },
	{ "also-in-two", 'b', NULL, 0, "In group 2", 0 },
	{ NULL, 0, NULL, 0,
	  "A header that is so long that it does not fit into one line of a "
	  "terminal, which has 80 columns or fewer:",
	  0 },
	{ "in-three", 'c', "X", 0, "In group 3\nwith a text\nof three lines", 0 },
	{ "in-one", 'o', NULL, 0, "In group 1", 1 },
	{ "in-minus-two", 'm', NULL, 0, "In group -2", -2 },
	{ "in-zero", 'e', NULL, 0, "In group 0 again", 0 },
	{ NULL, 0, NULL, 0, "", 5 },
	{ "in-five", 'v', NULL, 0, "In group 5", 5 },
	{ "text", 0, NULL, OPTION_DOC, "What it means", 6 },
	{ "  --like-an-option", 0, NULL, OPTION_DOC, "Looks like one", 6 },
	{ "real", 'R', NULL, 0, "Among them", 6 },
	{ "more", 0, NULL, OPTION_ALIAS | OPTION_DOC, NULL, 0 },
	{ 0 },
};
static const struct argp_option own_help[] = {
	{ "version", 'V', "N", 0, "A version of its own", 0 },
	{ "help", 'h', NULL, 0, "A help of its own", 3 },
	{ "verbose", 'v', NULL, 0, "Say more", 3 },
	{ 0 },
};
static const struct argp_option many[] = {
#define MANY(x, n) \
	{ "option-" x "-one", n, "ARGUMENT", 0, LONG_TEXT, 0 }, \
		{ "option-" x "-two", n + 1, NULL, 0, "Short", 0 }, \
		{ "option-" x "-three", n + 2, "SOMETHING", OPTION_ARG_OPTIONAL, \
		  LONG_TEXT LONG_TEXT,  0 }
	MANY("a", 'a'),  MANY("b", 'd'),  MANY("c", 'g'),  MANY("d", 'j'),
	MANY("e", 'm'),  MANY("f", 'p'),  MANY("g", 1001), MANY("h", 1011),
	MANY("i", 1021), MANY("j", 1031), { 0 },
};
static const struct argp_option none[] = { { 0 } };
static const struct argp_option words[] = {
	{ "word", 'w', "W", 0,
	  "Awordthatislongerthanalinecanbeandsohastostandaloneonitsownlinewhereveritmay"
	  "be and what follows",
	  0 },
	{ "blanks", 'b', NULL, 0,
	  "Two  blanks   three    four, and then a line that ends there       "
	  "          after many",
	  0 },
	{ "exact", 'x', NULL, 0, "This text has just as many letters as fit, fifty", 0 },
	{ "exact-1", 'y', NULL, 0, "This text has just as many letters as fit, fifty.", 0 },
	{ "exact-2", 'y', NULL, 0, "This text has just as many letters as fit, fifty..", 0 },
	{ "exact-3", 'y', NULL, 0, "This text has just as many letters as fit, fifty...", 0 },
	{ 0 },
};

/* --- parsers within parsers ------------------------------------------------------ */

static const struct argp_option of_child[] = {
	{ "child", 'c', "X", 0, "Of a child", 0 },
	{ "also", 'a', NULL, 0, "Of the child, too", 1 },
	{ NULL, 0, NULL, 0, "A header in the child:", 0 },
	{ "below", 'b', NULL, 0, "Below it", 0 },
	{ 0 },
};
static const struct argp_option of_other[] = {
	{ "other", 'o', NULL, 0, "Of another child", 0 },
	{ "child", 'c', NULL, 0, "Hidden by that of the first", 0 },
	{ "zoom", 'Z', NULL, 0, "At its end", -1 },
	{ 0 },
};
static const struct argp_option of_top[] = {
	{ "top", 't', NULL, 0, "Of the top", 0 },
	{ "last", 'l', NULL, 0, "Of the top, in another group", 2 },
	{ "yes", 'y', NULL, 0, "Before the help", -1 },
	{ 0 },
};
static const struct argp child = { of_child, parse, "CHILD-ARG", "A child's text.\vAfter a child.",
				   NULL,     NULL,  NULL };
static const struct argp other = {
	of_other, parse, "OTHER\nOR-ELSE", "Another's.\vAfter another.", NULL, NULL, NULL
};
static const struct argp_child inner[] = { { &other, 0, "Inner:", 0 }, { 0 } };
static const struct argp middle = { of_child, parse, NULL, NULL, inner, NULL, NULL };
static const struct argp_child merged[] = { { &child, 0, NULL, 0 }, { &other, 0, NULL, 0 }, { 0 } };
static const struct argp_child headed[] = {
	{ &child, 0, "Options of the first child:", 0 },
	{ &other, 0, "Options of the other:", 0 },
	{ 0 },
};
static const struct argp_child grouped[] = {
	{ &child, 0, "Options of the first child:", 3 },
	{ &other, 0, "", 1 },
	{ 0 },
};
static const struct argp_child nested[] = {
	{ &middle, 0, "Middle:", 4 },
	{ 0 },
};

static char *filter(int key, const char *text, void *input)
{
	(void)input;
	switch (key) {
	case ARGP_KEY_HELP_PRE_DOC:
		return strdup("Filtered before.");
	case ARGP_KEY_HELP_POST_DOC:
		return NULL;
	case ARGP_KEY_HELP_EXTRA:
		return strdup("Something extra.");
	case ARGP_KEY_HELP_HEADER:
		return strdup("Another header:");
	case 't':
		return strdup("Another text");
	default:
		return (char *)text;
	}
}

static const struct {
	const char *name;
	struct argp argp;
	unsigned flags;
} tables[] = {
	{ "sorted", { sorted, parse, "FILE...", "Sorted options.", NULL, NULL, NULL }, 0 },
	{ "aliases", { aliases, parse, "", "\vOnly after.", NULL, NULL, NULL }, 0 },
	{ "groups",
	  { groups, parse, NULL,
	    LONG_TEXT ".\n\n" LONG_TEXT "\v" LONG_TEXT "\n  EXAMPLES:\n"
		      "    example -a     # its text\n",
	    NULL, NULL, NULL },
	  0 },
	{ "own", { own_help, parse, "ONE\nTWO THREE\nFOUR", "Text.\n", NULL, NULL, NULL }, 0 },
	{ "many",
	  { many, parse,
	    "ONE [TWO] [AND-SO-ON...]\nOTHERS-THAT-ARE-LONG-ENOUGH-FOR-A-LINE "
	    "OF THEIR OWN",
	    LONG_TEXT, NULL, NULL, NULL },
	  0 },
	{ "none", { none, parse, "ARG", "Nothing.", NULL, NULL, NULL }, 0 },
	{ "null", { NULL, NULL, NULL, NULL, NULL, NULL, NULL }, 0 },
	{ "words",
	  { words, parse, "A",
	    "Awordthatislongerthanalinecanbeandsohastostandaloneonitsownline"
	    "whereveritmaybe " LONG_TEXT LONG_TEXT LONG_TEXT,
	    NULL, NULL, NULL },
	  0 },
	{ "merged", { of_top, parse, "TOP", "The top.\vAfter the top.", merged, NULL, NULL }, 0 },
	{ "headed", { of_top, parse, "TOP", "The top.\vAfter the top.", headed, NULL, NULL }, 0 },
	{ "grouped", { of_top, parse, "TOP\nTIP", NULL, grouped, NULL, NULL }, 0 },
	{ "nested", { of_top, parse, "TOP", NULL, nested, NULL, NULL }, 0 },
	{ "filtered", { groups, parse, "A", "B\vC", NULL, filter, NULL }, 0 },
	{ "order", { sorted, parse, "A", "B", NULL, NULL, NULL }, ARGP_IN_ORDER },
	{ "quiet", { sorted, parse, "A", "B", NULL, NULL, NULL }, ARGP_NO_ERRS },
	{ "alone", { sorted, parse, "A", "B", NULL, NULL, NULL }, ARGP_NO_HELP },
	{ "stay", { sorted, parse, "A", "B", NULL, NULL, NULL }, ARGP_NO_EXIT },
	{ "no-args", { sorted, parse, "A", "B", NULL, NULL, NULL }, ARGP_NO_ARGS },
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	int index = -1;
	error_t err;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (strcmp(name, "list") == 0) {
		for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
			puts(tables[i].name);
		return 0;
	}
	if (argc > 2 && strcmp(argv[2], "@version") == 0)
		argp_program_version = "tables 1.0";
	if (argc > 2 && strcmp(argv[2], "@bugs") == 0)
		argp_program_bug_address = "<bugs@example.org>";
	if (argc > 2 && argv[2][0] == '@')
		memmove(&argv[2], &argv[3], (size_t)(argc-- - 2) * sizeof(*argv));
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (strcmp(name, tables[i].name) == 0) {
			argv[1] = argv[0];
			while (tables[i].argp.children && tables[i].argp.children[child_count].argp)
				child_count++;
			err = argp_parse(&tables[i].argp, argc - 1, argv + 1, tables[i].flags,
					 index == -1 && tables[i].flags ? &index : NULL,
					 (void *)"top");
			printf("%d %d\n", err, index);
			return err != 0;
		}
	return 2;
}
