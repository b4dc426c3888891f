/* SPDX-License-Identifier: MIT */
/*
 * glibc's parser of command lines, which WASI's libc does not have:
 * https://www.gnu.org/software/libc/manual/html_node/Argp.html
 *
 * All that it prints is as glibc prints it. Translations and the variable ARGP_HELP_FMT do not
 * exist, nor do options that are long with one dash (ARGP_LONG_ONLY).
 */
#ifndef WASM_BPF_ARGP_H
#define WASM_BPF_ARGP_H

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
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
	const char *arg;  /* the name of its argument; null: it takes none */
	int flags;        /* OPTION_... */
	const char *doc;
	int group;
};

#define OPTION_ARG_OPTIONAL 1
#define OPTION_HIDDEN 2
#define OPTION_ALIAS 4     /* another name of the option before */
#define OPTION_DOC 8       /* only a line of the help, not an option */
#define OPTION_NO_USAGE 16

struct argp_state;

/* Gets an option's key, or one of the keys below. Returns 0, an errno, or
 * ARGP_ERR_UNKNOWN for an unknown key. */
typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);

#define ARGP_ERR_UNKNOWN E2BIG
#define ARGP_KEY_ARG 0             /* an argument that is not an option */
#define ARGP_KEY_END 0x1000001     /* there are no more */
#define ARGP_KEY_NO_ARGS 0x1000002 /* there was no ARGP_KEY_ARG */
#define ARGP_KEY_INIT 0x1000003    /* before all others */
#define ARGP_KEY_SUCCESS 0x1000004
#define ARGP_KEY_ERROR 0x1000005
#define ARGP_KEY_ARGS 0x1000006    /* all remaining arguments, if ARGP_KEY_ARG is unknown */
#define ARGP_KEY_FINI 0x1000007    /* after all others */

/* Texts that a help filter is called for, beside options by their keys. */
#define ARGP_KEY_HELP_PRE_DOC 0x2000001
#define ARGP_KEY_HELP_POST_DOC 0x2000002
#define ARGP_KEY_HELP_HEADER 0x2000003
#define ARGP_KEY_HELP_EXTRA 0x2000004
#define ARGP_KEY_HELP_DUP_ARGS_NOTE 0x2000005
#define ARGP_KEY_HELP_ARGS_DOC 0x2000006

struct argp;

/* A parser within another: its options come under a header, or in a group of the parent's. */
struct argp_child {
	const struct argp *argp;
	int flags;
	const char *header;
	int group;
};

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc;  /* the arguments in the usage line */
	const char *doc;       /* the help text; the part after '\v' comes last */
	const struct argp_child *children;  /* the last has no argp; or null */
	char *(*help_filter)(int key, const char *text, void *input);
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

/* The program may define these: --version and --help print them. */
extern const char *argp_program_version;
extern void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
extern const char *argp_program_bug_address;
extern error_t argp_err_exit_status;

/* Parses the command line. `ret_index`, if not null, gets the index of the first argument
 * that was not parsed. Returns 0, or the parser's error. Wrong usage and --help exit,
 * unless the flags say otherwise. */
error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags,
		   int *ret_index, void *input);

/* For parsers. argp_state_help(): print help, as the ARGP_HELP_... flags say.
 * argp_usage(): print the usage and exit. argp_error(): print an error with advice and exit.
 * argp_failure(): print an error, with the text of errnum unless that is 0, and exit unless
 * status is 0. */
void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags);
void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name);
void argp_usage(const struct argp_state *state);
void argp_error(const struct argp_state *state, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void argp_failure(const struct argp_state *state, int status, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#ifdef __cplusplus
}
#endif

#endif
