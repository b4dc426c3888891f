/* SPDX-License-Identifier: MIT */
/*
 * The commands on artifacts, a file cmd_*.c each, and what they share.
 *
 * A command gets its own arguments, argv[0] being "wasm-bpf NAME", and returns 0 or
 * -errno with the reason in `err`, which main prints. Wrong usage ends in exit 2.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <argp.h>
#include <jansson.h>
#include <stdbool.h>

struct err;
struct ref;

/* The reference that `text` writes; one that is none ends the process as wrong usage. */
void command_ref(struct argp_state *state, const char *text, struct ref *ret_ref);

/* Likewise "[scheme://]host[:port][/repo]" without tag and digest. */
void command_host(struct argp_state *state, const char *text, struct ref *ret_host);

/* A number from `low` to `high`; anything else ends the process as wrong usage. */
unsigned long command_number(struct argp_state *state, const char *text, unsigned long low,
			     unsigned long high);

/* Prints a value to stdout. */
void command_print_json(const json_t *json);

/* Prints an array of names in their order, a line each or as JSON, and sorts numbers in
 * them as numbers. */
void command_print_names(const json_t *names, bool json);

/* Prints why a command failed, which may hold a stranger's text. */
void command_complain(struct err *err);

/* Prints a stranger's text to stdout, without what would control a terminal. Null is fine. */
void command_print_text(const char *text);

/* Prints it as it is, but on a terminal without that, too. */
void command_print_lines(const char *text, size_t len);

/* Takes out of a text what would control a terminal. */
void command_clean_text(char *text);

int cmd_gc(int argc, char **argv, struct err *err);
int cmd_image(int argc, char **argv, struct err *err);
int cmd_inspect(int argc, char **argv, struct err *err);
int cmd_list(int argc, char **argv, struct err *err);
int cmd_load(int argc, char **argv, struct err *err);
int cmd_login(int argc, char **argv, struct err *err);
int cmd_logout(int argc, char **argv, struct err *err);
int cmd_pull(int argc, char **argv, struct err *err);
int cmd_push(int argc, char **argv, struct err *err);
int cmd_resolve(int argc, char **argv, struct err *err);
int cmd_rm(int argc, char **argv, struct err *err);
int cmd_save(int argc, char **argv, struct err *err);
int cmd_search(int argc, char **argv, struct err *err);
int cmd_sign(int argc, char **argv, struct err *err);
int cmd_tag(int argc, char **argv, struct err *err);
int cmd_tags(int argc, char **argv, struct err *err);
int cmd_update(int argc, char **argv, struct err *err);
int cmd_verify(int argc, char **argv, struct err *err);

#endif
