// SPDX-License-Identifier: MIT
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "wasm-bpf/command.h"
#include "wasm-bpf/oci.h"

const char *argp_program_version = "wasm-bpf " VERSION;

static const struct command {
	const char *name;
	char *title;  /* what messages of argp begin with */
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "run", "wasm-bpf run", cmd_run },
	{ "compile", "wasm-bpf compile", cmd_compile },
	{ "inspect", "wasm-bpf inspect", cmd_inspect },
	{ "new", "wasm-bpf new", cmd_new },
	{ "push", "wasm-bpf push", cmd_oci },
	{ "pull", "wasm-bpf pull", cmd_oci },
	{ "update", "wasm-bpf update", cmd_oci },
	{ "tags", "wasm-bpf tags", cmd_oci },
	{ "search", "wasm-bpf search", cmd_oci },
	{ "login", "wasm-bpf login", cmd_oci },
	{ "logout", "wasm-bpf logout", cmd_oci },
	{ "sign", "wasm-bpf sign", cmd_oci },
	{ "list", "wasm-bpf list", cmd_oci },
	{ "tag", "wasm-bpf tag", cmd_oci },
	{ "rm", "wasm-bpf rm", cmd_oci },
	{ "save", "wasm-bpf save", cmd_oci },
	{ "load", "wasm-bpf load", cmd_oci },
	{ "gc", "wasm-bpf gc", cmd_oci },
};

/* The help of `run`, which is meant where no command is named, says nothing of these. */
static void print_commands(FILE *to)
{
	int column = fprintf(to, "Commands:");

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (column + strlen(commands[i].name) > 78)
			column = fprintf(to, "\n         ") - 1;
		column += fprintf(to, " %s", commands[i].name);
	}
	fprintf(to, "\n'wasm-bpf COMMAND --help' says more of each; without one, a guest is run.\n\n");
}

int main(int argc, char **argv)
{
	argp_err_exit_status = 2;
	if (argc == 1 || (argc == 2 && strcmp(argv[1], "--help") == 0))
		print_commands(argc == 1 ? stderr : stdout);
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		argv[1] = commands[i].title;
		return commands[i].run(argc - 1, argv + 1);
	}
	return cmd_run(argc, argv);
}
