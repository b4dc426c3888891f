// SPDX-License-Identifier: MIT
/* wasm-bpf health: whether the file that `wasm-bpf run --health` keeps is there and young. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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
	ssize_t len = -1;
	bool is_well;
	long age;
	int fd;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	fd = open(arguments.file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		len = read(fd, line, sizeof(line) - 1);
	if (len <= 0) {
		fprintf(stderr, "wasm-bpf: not ready: '%s': %s\n", arguments.file,
			fd < 0 ? strerror(errno)
			: len  ? "it is no file"
			       : "it is empty");
		return 1;
	}
	is_well = strncmp(line, "attached;", strlen("attached;")) == 0;
	if (!is_well && strncmp(line, "unhealthy;", strlen("unhealthy;")) != 0) {
		fprintf(stderr, "wasm-bpf: '%s' is no file for health checks\n", arguments.file);
		return 1;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	age = (long)(now.tv_sec - status.st_mtime);
	terminal_print(stdout, line);
	/* A file of the future is none that a guest keeps now. */
	if (age > arguments.max_age || age < -arguments.max_age) {
		fprintf(stderr, "wasm-bpf: no sign of the guest for %ld seconds\n", age);
		return 1;
	}
	return !is_well;
}
