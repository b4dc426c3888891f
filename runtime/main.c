// SPDX-License-Identifier: MIT
#include <argp.h>
#include <string.h>

#include "cmd.h"

const char *argp_program_version = "wasm-bpf " VERSION;

static const struct command {
	const char *name;
	char *title;  /* what messages of argp begin with */
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "run", "wasm-bpf run", cmd_run },
};

int main(int argc, char **argv)
{
	argp_err_exit_status = 2;
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		argv[1] = commands[i].title;
		return commands[i].run(argc - 1, argv + 1);
	}
	return cmd_run(argc, argv);
}
