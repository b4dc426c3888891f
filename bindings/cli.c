// SPDX-License-Identifier: MIT
#include "bindings/cli.h"

#include <string.h>

enum { KEY_MAPS = 1024, KEY_GLOBALS };

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE instead of stdout", 0 },
	{ "pointer-size", 'p', "32|64", 0,
	  "Set the width of pointers, if the BTF does not tell", 0 },
	{ "base", 'B', "FILE", 0,
	  "Name the BTF that INPUT continues: vmlinux for a kernel module", 0 },
	{ "type", 't', "NAME", 0,
	  "Only types of this name, and the types that they hold; NAME may be a pattern; "
	  "repeatable", 0 },
	{ "maps", KEY_MAPS, NULL, 0, "Only the keys and values of maps", 0 },
	{ "globals", KEY_GLOBALS, NULL, 0, "Only the sections of global variables", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct cli *cli = state->input;

	switch (key) {
	case 'o':
		cli->output = arg;
		return 0;
	case 'p':
		if (strcmp(arg, "32") != 0 && strcmp(arg, "64") != 0)
			argp_error(state, "pointers have 32 or 64 bits, not '%s'", arg);
		cli->pointer_size = *arg == '3' ? 4 : 8;
		return 0;
	case 'B':
		cli->base = arg;
		return 0;
	case 't':
		cli->types[cli->select.type_count++] = arg;
		return 0;
	case KEY_MAPS:
		cli->select.maps = true;
		return 0;
	case KEY_GLOBALS:
		cli->select.globals = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp cli_argp = { .options = option_table, .parser = parse_option };
