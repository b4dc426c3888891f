// SPDX-License-Identifier: MIT
#include "command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/ref.h"
#include "lib/err.h"
#include "lib/utf8.h"

static void complain(struct err *err, const char *name)
{
	command_clean_text(err->msg);
	command_clean_text(err->hint);
	err_print(err, name);
}

void command_complain(struct err *err)
{
	complain(err, "wasm-bpf");
}

void command_ref(struct argp_state *state, const char *text, struct ref *ret_ref)
{
	struct err err = ERR_INIT;

	if (ref_parse(text, ret_ref, &err) == 0)
		return;
	complain(&err, state->name);
	exit((int)argp_err_exit_status);
}

void command_host(struct argp_state *state, const char *text, struct ref *ret_host)
{
	struct err err = ERR_INIT;

	if (ref_parse_host(text, ret_host, &err) == 0 && !*ret_host->tag && !*ret_host->digest)
		return;
	if (!err.code)
		err_set(&err, EINVAL, "'%s' has a tag or digest, which is not allowed here", text);
	complain(&err, state->name);
	exit((int)argp_err_exit_status);
}

void command_print_json(const json_t *json)
{
	if (json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII) == 0)
		putchar('\n');
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(json_string_value(*(json_t *const *)a),
			  json_string_value(*(json_t *const *)b));
}

void command_print_names(const json_t *names, bool json)
{
	size_t count = json_array_size(names);
	json_t **sorted = malloc((count + 1) * sizeof(*sorted)), *array = json_array();

	for (size_t i = 0; sorted && i < count; i++)
		sorted[i] = json_array_get(names, i);
	if (sorted)
		qsort(sorted, count, sizeof(*sorted), compare_names);
	for (size_t i = 0; sorted && i < count; i++) {
		if (json)
			json_array_append(array, sorted[i]);
		else
			printf("%s\n", json_string_value(sorted[i]));
	}
	if (json)
		command_print_json(array);
	json_decref(array);
	free(sorted);
}

/* --- text of strangers ----------------------------------------------------------- */

/* The bytes at `c` to take out, 0 for those that may stay, whose number is set. */
static size_t control_size(const char *c, size_t *ret_size)
{
	uint32_t character = 0;

	*ret_size = utf8_take(c, strnlen(c, 4), &character);
	if (!*ret_size)
		return *ret_size = 1; /* terminals of another coding read it as they like */
	return utf8_is_control(character) ? *ret_size : 0;
}

void command_print_text(const char *text)
{
	for (size_t size; text && *text; text += size) {
		if (control_size(text, &size))
			putchar('?');
		else
			fwrite(text, 1, size, stdout);
	}
}

void command_print_lines(const char *text, size_t len)
{
	if (!isatty(STDOUT_FILENO)) {
		fwrite(text, 1, len, stdout);
		return;
	}
	for (size_t size, i = 0; i < len && text[i]; i += size) {
		bool control = control_size(text + i, &size);

		if (control && text[i] != '\n' && text[i] != '\t')
			putchar('?');
		else
			fwrite(text + i, 1, size, stdout);
	}
}

void command_clean_text(char *text)
{
	for (size_t size; *text; text += size)
		for (size_t left = control_size(text, &size); left; left--)
			text[left - 1] = '?';
}

unsigned long command_number(struct argp_state *state, const char *text, unsigned long low,
			     unsigned long high)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || number < low || number > high)
		argp_failure(state, (int)argp_err_exit_status, 0,
			     "'%s' is not a number from %lu to %lu", text, low, high);
	return number;
}
