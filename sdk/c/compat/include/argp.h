/* SPDX-License-Identifier: MIT */
/*
 * glibc's parser of command lines, which WASI's libc does not have:
 * https://www.gnu.org/software/libc/manual/html_node/Argp.html
 *
 * All that tools of this field use of it: options short and long, arguments, help,
 * usage, version. Options are listed in their order; child parsers, help filters and
 * translations are left out.
 */
#ifndef WASM_BPF_ARGP_H
#define WASM_BPF_ARGP_H

#include <errno.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef __error_t_defined
#define __error_t_defined 1
typedef int error_t;
#endif

/* A long name, a key that is also the short name if it is printable, or a heading
 * if there is neither. The table ends with an option of zeros. */
struct argp_option {
	const char *name;
	int key;
	const char *arg;  /* what the argument is called; null: there is none */
	int flags;        /* OPTION_... */
	const char *doc;
	int group;
};

#define OPTION_ARG_OPTIONAL 1
#define OPTION_HIDDEN 2
#define OPTION_ALIAS 4     /* another name of the option before */
#define OPTION_DOC 8       /* no option, only a line of the help */
#define OPTION_NO_USAGE 16

struct argp_state;

/* Takes an option by its key, or one of the keys below. 0, an error's number, or
 * ARGP_ERR_UNKNOWN for a key that it does not know. */
typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);

#define ARGP_ERR_UNKNOWN E2BIG
#define ARGP_KEY_ARG 0             /* an argument that is no option */
#define ARGP_KEY_END 0x1000001     /* there are no more */
#define ARGP_KEY_NO_ARGS 0x1000002 /* there was no ARGP_KEY_ARG */
#define ARGP_KEY_INIT 0x1000003    /* before all others */
#define ARGP_KEY_SUCCESS 0x1000004
#define ARGP_KEY_ERROR 0x1000005
#define ARGP_KEY_ARGS 0x1000006    /* all that is left, where ARGP_KEY_ARG is unknown */
#define ARGP_KEY_FINI 0x1000007    /* after all others */

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc;  /* what usage says of the arguments */
	const char *doc;       /* what help says; what follows '\v' stands at its end */
	const struct argp_child *children;  /* must be null */
	char *(*help_filter)(int key, const char *text, void *input);  /* must be null */
	const char *argp_domain;
};

struct argp_state {
	const struct argp *root_argp;
	int argc;
	char **argv;
	int next;          /* the index in argv of what comes next */
	unsigned flags;
	unsigned arg_num;  /* how many arguments came before this */
	int quoted;
	void *input;       /* argp_parse()'s last argument */
	void **child_inputs;
	void *hook;        /* the parser's own */
	char *name;        /* the program's */
	FILE *err_stream;
	FILE *out_stream;
	void *pstate;
};

#define ARGP_PARSE_ARGV0 1
#define ARGP_NO_ERRS 2
#define ARGP_NO_ARGS 4
#define ARGP_IN_ORDER 8
#define ARGP_NO_HELP 16
#define ARGP_NO_EXIT 32
#define ARGP_SILENT (ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP)

#define ARGP_HELP_USAGE 1
#define ARGP_HELP_SHORT_USAGE 2
#define ARGP_HELP_SEE 4
#define ARGP_HELP_LONG 8
#define ARGP_HELP_PRE_DOC 16
#define ARGP_HELP_POST_DOC 32
#define ARGP_HELP_DOC (ARGP_HELP_PRE_DOC | ARGP_HELP_POST_DOC)
#define ARGP_HELP_BUG_ADDR 64
#define ARGP_HELP_EXIT_ERR 256
#define ARGP_HELP_EXIT_OK 512
#define ARGP_HELP_STD_ERR (ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_USAGE (ARGP_HELP_SHORT_USAGE | ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_HELP (ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_EXIT_OK | \
			    ARGP_HELP_DOC | ARGP_HELP_BUG_ADDR)

/* Defined by the program, if it likes: what --version and --help print. */
extern const char *argp_program_version;
extern const char *argp_program_bug_address;
extern error_t argp_err_exit_status;

/* Parses the command line; `ret_index`, if not null, gets the index of the first
 * argument that was not taken. 0, or the parser's error. Wrong usage and --help exit
 * unless the flags say otherwise. */
error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags,
		   int *ret_index, void *input);

/* For parsers: print help as ARGP_HELP_... say; print the usage and exit; print an
 * error with its advice and exit; print an error, errnum's text with it unless 0,
 * and exit unless status is 0. */
void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags);
void argp_usage(const struct argp_state *state);
void argp_error(const struct argp_state *state, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void argp_failure(const struct argp_state *state, int status, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#ifdef __cplusplus
}
#endif

#endif
