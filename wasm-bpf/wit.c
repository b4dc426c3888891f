// SPDX-License-Identifier: MIT
/* wasm-bpf wit: the WIT package of what the host has for every typed guest. */
#include <argp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/file.h"
#include "values/host_wit.h"
#include "wasm-bpf/command.h"

enum { OPT_BINARY = 256 };

struct arguments {
	const char *output;
	bool binary;
};

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE instead of stdout", 0 },
	{ "binary", OPT_BINARY, NULL, 0,
	  "Write it as the WIT tools encode packages; 'wasm-bpf push' takes that, and wkg fetches it",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->output = arg;
		return 0;
	case OPT_BINARY:
		arguments->binary = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument: '%s'", arg);
		return 0;
	case ARGP_KEY_END:
		if (arguments->binary && !arguments->output && isatty(STDOUT_FILENO))
			argp_error(state, "--binary is nothing for a terminal: --output");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_table,
	parse,
	NULL,
	"Write the WIT package wasm-bpf:host: what a typed guest can import beside its world, to open "
	"objects, attach programs, make maps, emit records, and ask about the machine. "
	"'btf2wit --world --host' puts it into a guest's world.",
	NULL,
	NULL,
	NULL,
};

int cmd_wit(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (file_write(arguments.output ? arguments.output : "-",
		       arguments.binary ? host_wit_binary : host_wit,
		       arguments.binary ? host_wit_binary_size : strlen(host_wit), &err) == 0)
		return 0;
	err_print(&err, "wasm-bpf");
	return 1;
}
