/* SPDX-License-Identifier: MIT */
/*
 * What the tools share, the examples that `wasm-bpf tools` lists: how they are described, take
 * arguments, and end.
 *
 *	#define DESCRIPTION "Prints ..."
 *	TOOL(DESCRIPTION);
 */
#ifndef EXAMPLES_TOOL_H
#define EXAMPLES_TOOL_H

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The line of `wasm-bpf tools`. */
#ifdef __wasm__
#include <wasm_bpf.h>
#ifndef WASM_BPF_V1
#include <wasm_bpf_v2.h>
#endif
#define TOOL(text) WASM_BPF_DESCRIPTION(text)
#else
#define TOOL(text) _Static_assert(1, text)
#endif

/* What the help says next of tools that do not end by themselves. */
#define TOOL_UNTIL ".\nCtrl-C ends it."

/* A row for the table of options. */
#define TOOL_HELP { 0, 'h', 0, OPTION_HIDDEN, 0, 0 }

/* Whether Ctrl-C was pressed, or the tool was told to end. */
static volatile sig_atomic_t exiting;

static inline void tool_stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

/* For the keys that a parser does not know. */
static inline error_t tool_option(int key, struct argp_state *state)
{
	if (key != 'h')
		return ARGP_ERR_UNKNOWN;
	argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
	return 0;
}

/* A number from 1 to `max`; `what` names it if it is none. */
static inline unsigned tool_number(const char *text, unsigned max, const char *what,
				   struct argp_state *state)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || number < 1 || number > max)
		argp_error(state, "'%s' is no %s", text, what);
	return number;
}

/* Takes what the function returned that emits no records, which shows their heading: says why there
 * is none. */
static inline int tool_heading(int err)
{
#if defined(__wasm__) && !defined(WASM_BPF_V1)
	char why[256];

	if (err && wasm_bpf_last_error(why, sizeof(why)) > 0)
		fputs(why, stderr);
#else
	if (err)
		fputs("records are shown by wasm-bpf alone\n", stderr);
#endif
	return err;
}

/* Parses the arguments; from then on Ctrl-C sets `exiting`. */
static inline void tool_begin(const struct argp *argp, int argc, char **argv, void *input)
{
	argp_err_exit_status = 2;
	argp_parse(argp, argc, argv, 0, NULL, input);
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, tool_stop);
	signal(SIGTERM, tool_stop);
}

#endif
