// SPDX-License-Identifier: MIT
#include "command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/ref.h"
#include "lib/err.h"

void command_ref(struct argp_state *state, const char *text, struct ref *ret_ref)
{
	struct err err = ERR_INIT;

	if (ref_parse(text, ret_ref, &err) == 0)
		return;
	err_print(&err, state->name);
	exit((int)argp_err_exit_status);
}

void command_host(struct argp_state *state, const char *text, struct ref *ret_host)
{
	struct err err = ERR_INIT;

	if (ref_parse_host(text, ret_host, &err) == 0 && !*ret_host->tag && !*ret_host->digest)
		return;
	if (!err.code)
		err_set(&err, EINVAL, "'%s' has a tag or digest, which is not allowed here", text);
	err_print(&err, state->name);
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

/* The bytes of a control character at `c` (ASCII's, or of the block after it in UTF-8). */
static size_t control_size(const char *c)
{
	const unsigned char *byte = (const unsigned char *)c;

	if (*byte < ' ' || *byte == 0x7f)
		return 1;
	return byte[0] == 0xc2 && byte[1] >= 0x80 && byte[1] < 0xa0 ? 2 : 0;
}

void command_print_text(const char *text)
{
	for (const char *c = text; c && *c; c++) {
		size_t control = control_size(c);

		putchar(control ? '?' : *c);
		c += control ? control - 1 : 0;
	}
}

void command_clean_text(char *text)
{
	for (char *c = text; *c; c++)
		for (size_t left = control_size(c); left; left--)
			c[left - 1] = '?';
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
