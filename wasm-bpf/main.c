// SPDX-License-Identifier: MIT
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/diag.h"
#include "lib/file.h"
#include "lib/near.h"
#include "wasm-bpf/command.h"
#include "naming/named.h"
#include "naming/oci.h"

const char *argp_program_version = "wasm-bpf " VERSION;

#define FUNCTION_HERE(name) cmd_##name
#define FUNCTION_BOTH(name) cmd_##name
#define FUNCTION_OCI(name) cmd_oci

static const struct command {
	const char *name;
	char *title;  /* what messages of argp begin with */
	const char *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
#define COMMAND(name, where, summary) \
	{ #name, "wasm-bpf " #name, summary, FUNCTION_##where(name) },
#include "lib/commands.def"
#undef COMMAND
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void print_commands(FILE *to)
{
	fprintf(to, "Usage: wasm-bpf COMMAND [OPTION...] [ARGUMENT...]\n"
		    "  or:  wasm-bpf [OPTION...] FILE.wasm|REFERENCE [ARGUMENT...]\n\nCommands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-9s%s\n", commands[i].name, commands[i].summary);
	fprintf(to, "\n'wasm-bpf COMMAND --help' and wasm-bpf(1) describe each. Options of "
		    "'run':\n\n");
}

static int run(const struct command *command, int argc, char **argv)
{
	static char help[] = "--help";

	if (argc > 1 && strcmp(argv[1], "-h") == 0)
		argv[1] = help;
	argv[0] = command->title;
	return command->run(argc, argv);
}

static int no_such_command(const char *name)
{
	const char *names[COMMANDS + 2] = { "help", "--version" }, *near;
	struct named named;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i + 2] = commands[i].name;
	near = near_name(name, names, COMMANDS + 2);
	fprintf(stderr, "wasm-bpf: no such command '%s', and no such file\n", name);
	if (named_find(name, NULL, &named, NULL) == 0 && named.kind == NAMED_TOOL)
		fprintf(stderr, "hint: 'wasm-bpf run %s' runs the tool\n", name);
	else if (near)
		fprintf(stderr, "hint: did you mean '%s'?\n", near);
	else
		fprintf(stderr, "hint: 'wasm-bpf --help' lists the commands\n");
	return 2;
}

/* `help` alone is the list; with a command, that command's help. */
static int help(int argc, char **argv)
{
	char *args[] = { NULL, "--help", NULL };
	const struct command *command = argc > 1 ? find(argv[1]) : find("run");

	if (!command)
		return no_such_command(argv[1]);
	if (argc == 1)
		print_commands(stdout);
	return run(command, 2, args);
}

/* Whether it is meant as a command: a word that is no file, and could be no other. */
static bool is_word(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz-")] == '\0' && *text != '-' &&
	       access(text, F_OK) < 0;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? find(argv[1]) : NULL;

	/* A write past the limit of files' sizes fails, and is told. */
	signal(SIGXFSZ, SIG_IGN);
	file_hold_standard();
	file_check_stdout("wasm-bpf");

	diag_init();
	argp_err_exit_status = 2;
	if (command)
		return run(command, argc - 1, argv + 1);
	if (argc == 1)
		print_commands(stderr);
	else if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help(1, argv);
	else if (strcmp(argv[1], "help") == 0 && access(argv[1], F_OK) < 0)
		return help(argc - 1, argv + 1);
	else if (is_word(argv[1]))
		return no_such_command(argv[1]);
	return cmd_run(argc, argv);
}
