// SPDX-License-Identifier: MIT
#include "command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/ref.h"
#include "lib/err.h"

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

/* The character at `c` of well-formed UTF-8, and how many bytes it has; 0 for other bytes. */
static size_t take_character(const unsigned char *c, unsigned int *ret_character)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = *c < 0x80   ? 1
		      : *c < 0xc2 ? 0
		      : *c < 0xe0 ? 2
		      : *c < 0xf0 ? 3
		      : *c < 0xf5 ? 4
				  : 0;
	unsigned int character = size > 1 ? *c & (0x7f >> size) : *c;

	for (size_t i = 1; i < size; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (c[i] & 0x3f);
	}
	*ret_character = character;
	return !size || character < least[size] || character > 0x10ffff ? 0 : size;
}

/* Whether a terminal acts on a character: controls of ASCII and of the block after it, and
 * those that turn the direction of what follows. */
static bool is_control(unsigned int character)
{
	return character < ' ' || (character >= 0x7f && character < 0xa0) ||
	       (character >= 0x200e && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

/* The bytes at `c` to take out, 0 for those that may stay, whose number is set. */
static size_t control_size(const char *c, size_t *ret_size)
{
	unsigned int character = 0;

	*ret_size = take_character((const unsigned char *)c, &character);
	if (!*ret_size)
		return *ret_size = 1; /* terminals of another coding read it as they like */
	return is_control(character) ? *ret_size : 0;
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
