// SPDX-License-Identifier: MIT
/* Parses its arguments by argp and prints what it was given: built for the host with
 * glibc's argp and as a guest with the SDK's, to say the same. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "args 1.0";
const char *argp_program_bug_address = "<bugs@example.org>";

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "Take all", 0 },
	{ "color", 'c', "WHEN", OPTION_ARG_OPTIONAL, "Use colours", 0 },
	{ "duration", 'd', "MS", 0, "How long", 0 },
	{ "only-long", 1000, NULL, 0, "Has no short name", 0 },
	{ "output", 'o', "A-FILE-OF-A-LONG-NAME", 0, "Write there", 0 },
	{ "verbose", 'v', NULL, 0, "Say more", 0 },
	{ "secret", 's', NULL, OPTION_HIDDEN, "Not shown", 0 },
	{ NULL, 'h', NULL, OPTION_HIDDEN, "Show the full help", 0 },
	{ "wordy", 0, NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
		break;
	case 'd':
		if (!atoi(arg))
			argp_error(state, "'%s' is no duration", arg);
		/* fall through */
	case 'a':
	case 'c':
	case 'o':
	case 's':
	case 'v':
		printf("-%c %s\n", key, arg ? arg : "-");
		break;
	case 1000:
		argp_failure(state, 3, ENOENT, "only long");
		break;
	case ARGP_KEY_ARG:
		if (!strcmp(arg, "stop"))
			return EINVAL;
		if (state->arg_num >= 2)
			argp_usage(state);
		printf("argument %u %s\n", state->arg_num, arg);
		break;
	case ARGP_KEY_NO_ARGS:
		printf("none\n");
		break;
	case ARGP_KEY_END:
		printf("end\n");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct argp argp = {
		.options = options, .parser = parse, .args_doc = "[ONE [TWO]]",
		.doc = "Tries argp.\n\vWhat stands at the end.",
	};
	error_t err;

	setvbuf(stdout, NULL, _IONBF, 0);
	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	printf("%s\n", err ? "failed" : "done");
	return err ? 1 : 0;
}
