// SPDX-License-Identifier: MIT
/*
 * wasm-bpf-oci: artifacts in registries and in the local store. `wasm-bpf` runs it
 * for its own commands of the same names: the bytes of strangers are parsed in a
 * process that holds no BPF object.
 */
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "command/command.h"
#include "format/json.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "lib/file.h"

#define ROW_HERE(name, summary)
#define ROW_BOTH(name, summary) ROW_OCI(name, summary)
#define ROW_OCI(name, summary) { #name, summary, cmd_##name },

static const struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv, struct err *err);
} commands[] = {
#define COMMAND(name, where, summary) ROW_##where(name, summary)
#include "lib/commands.def"
#undef COMMAND
	{ "resolve", NULL, cmd_resolve }, /* only for 'wasm-bpf run' */
	{ "image", NULL, cmd_image },     /* only for --kernels */
	{ NULL, NULL, NULL },
};

static int usage(FILE *to)
{
	fprintf(to, "Usage: wasm-bpf COMMAND [OPTION...] [ARG...]\nGuests as artifacts: in "
		    "registries, layouts and the local store.\n\n");
	for (const struct command *c = commands; c->name; c++)
		if (c->summary)
			fprintf(to, "  %-9s%s\n", c->name, c->summary);
	fprintf(to, "\n'wasm-bpf COMMAND --help' describes a command.\n");
	return to == stdout ? 0 : 2;
}

static const struct command *find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* Runs a command under the name that its messages bear: its own, or where that is none of the
 * user's, as the caller wrote it before our first argument. */
static int run(const struct command *command, int argc, char **argv)
{
	struct err err = ERR_INIT;
	char name[32];
	int ret;

	snprintf(name, sizeof(name), "wasm-bpf %s", command->name);
	argv[0] = command->summary ? name : argv[-1];
	ret = command->run(argc, argv, &err);
	if (ret)
		command_complain(&err);
	return ret != 0;
}

/* Gives up, for itself and what it starts, all rights of root but those on files: what
 * strangers wrote could take this process over. Others have nothing to give up. */
static void drop_privileges(void)
{
	const uint32_t keep = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH | 1u << CAP_FOWNER;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].permitted &= keep;
	data[0].effective &= keep;
	data[0].inheritable = 0;
	data[1] = (struct __user_cap_data_struct){ 0 };
	syscall(SYS_capset, &header, data);
}

int main(int argc, char **argv)
{
	const struct command *command;

	file_hold_standard();
	diag_init();
	argp_err_exit_status = 2;
	argp_program_version = "wasm-bpf-oci " VERSION;
	file_check_stdout("wasm-bpf");
	signal(SIGPIPE, SIG_IGN);
	json_bound_memory();
	signal(SIGXFSZ, SIG_IGN); /* a write past the limit fails, and cleans up */
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return puts(argp_program_version), 0;
	drop_privileges();
	command = find(argv[1]);
	if (!command) {
		fprintf(stderr, "wasm-bpf: no command '%s', see --help\n", argv[1]);
		return 2;
	}
	return run(command, argc - 1, argv + 1);
}
