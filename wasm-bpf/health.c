// SPDX-License-Identifier: MIT
/* wasm-bpf health: whether the file that `wasm-bpf run --health` keeps is there and young. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/terminal.h"
#include "wasm-bpf/command.h"

enum { AGE_MAX = 86400 };

struct arguments {
	const char *file;
	long max_age; /* seconds */
};

static const struct argp_option option_table[] = {
	{ "max-age", 'a', "SECONDS", 0, "How old it may be (10)", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	char *end;

	switch (key) {
	case 'a':
		arguments->max_age = strtol(arg, &end, 10);
		if (!*arg || *end || arguments->max_age < 1 || arguments->max_age > AGE_MAX)
			argp_error(state, "--max-age takes 1 to %d seconds, not '%s'", AGE_MAX,
				   arg);
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table,
	parse,
	"FILE",
	"Succeed if a guest that was started with 'wasm-bpf run --health FILE' is attached and "
	"comes along; print its status. For probes.",
	NULL,
	NULL,
	NULL,
};

int cmd_health(int argc, char **argv)
{
	struct arguments arguments = { .max_age = 10 };
	char line[256] = "";
	struct timespec now;
	struct stat status;
	FILE *file;
	long age;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	file = fopen(arguments.file, "re");
	if (!file || fstat(fileno(file), &status) < 0 || !fgets(line, sizeof(line), file)) {
		fprintf(stderr, "wasm-bpf: not ready: '%s': %s\n", arguments.file,
			errno ? strerror(errno) : "it is empty");
		return 1;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	age = (long)(now.tv_sec - status.st_mtime);
	terminal_print(stdout, line);
	if (age > arguments.max_age) {
		fprintf(stderr, "wasm-bpf: no sign of the guest for %ld seconds\n", age);
		return 1;
	}
	return 0;
}
