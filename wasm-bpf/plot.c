// SPDX-License-Identifier: MIT
/* wasm-bpf plot: pictures of what `run` has written: a heat map of lines of JSON, or a flame graph of
 * folded stacks. */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "plots/flame.h"
#include "plots/heat.h"
#include "wasm-bpf/command.h"

enum { FILE_MAX = 1 << 30, PICTURE_MAX = 256 << 20 };

struct arguments {
	const char *file, *column, *output;
};

static const struct argp_option option_table[] = {
	{ "column", 'c', "NAME", 0, "Of lines of JSON: the number to show", 0 },
	{ "output", 'o', "FILE.svg", 0, "Write the picture to this file; otherwise to stdout", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'c':
		arguments->column = arg;
		break;
	case 'o':
		arguments->output = arg;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_END:
		if (!arguments->file)
			argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table,
	parse,
	"FILE",
	"Draw lines of JSON, as 'run -o json --timestamp' writes them, as a heat map of a number "
	"over time; and folded stacks, as 'run -o folded' does, as a flame graph. The picture is "
	"SVG.",
	NULL,
	NULL,
	NULL,
};

/* --- lines of JSON ------------------------------------------------------------------------- */

/* "2026-11-29T04:26:56.123456" in seconds; the number of the line where there is no such time. */
static double time_of(const json_t *record, size_t number, bool *has_time)
{
	const char *text = json_string_value(json_object_get(record, "time"));
	struct tm parts = { .tm_isdst = -1 };
	const char *end = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &parts) : NULL;

	*has_time = end;
	return end ? (double)mktime(&parts) + (*end == '.' ? strtod(end, NULL) : 0)
		   : (double)number;
}

static int add_point(struct heat_point **points, size_t *count, struct heat_point point,
		     struct err *err)
{
	struct heat_point *grown = *points;

	if (!(*count & (*count - 1))) {
		grown = realloc(grown, (*count ? 2 * *count : 1) * sizeof(*grown));
		if (!grown)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		*points = grown;
	}
	grown[(*count)++] = point;
	return 0;
}

/* The numbers of a column. Lines without it, as of another stream, are passed over. */
static int read_points(char *text, const char *column, struct heat_point **points, size_t *count,
		       bool *ret_timed, struct err *err)
{
	size_t number = 0;
	int ret = 0;

	for (char *line; !ret && (line = strsep(&text, "\n"));) {
		json_error_t error;
		json_t *record = *line ? json_loads(line, 0, &error) : NULL;
		const json_t *value = json_object_get(record, column);

		number++;
		if (*line && !record)
			ret = err_set(err, EINVAL, "line %zu is no JSON: %s", number, error.text);
		else if (json_is_number(value) && json_number_value(value) >= 0)
			ret = add_point(points, count,
					(struct heat_point){ time_of(record, number, ret_timed),
							     json_number_value(value) },
					err);
		json_decref(record);
	}
	return ret;
}

static int draw_heat(char *text, const char *column, struct buf *picture, struct err *err)
{
	struct heat_point *points = NULL;
	size_t count = 0;
	bool is_timed = false;
	int ret;

	if (!column)
		return err_set(err, EINVAL, "--column says which number of these lines to show");
	ret = read_points(text, column, &points, &count, &is_timed, err);
	if (!ret)
		ret = heat_draw(points, count, column, is_timed ? "s" : "records", picture, err);
	free(points);
	return ret;
}

/* --- the command --------------------------------------------------------------------------- */

static int plot(const struct arguments *arguments, struct err *err)
{
	struct buf file = BUF_INIT(FILE_MAX), picture = BUF_INIT(PICTURE_MAX);
	int ret = file_read(arguments->file, &file, err);

	if (!ret && !file.len)
		ret = err_set(err, EINVAL, "it is empty");
	if (!ret)
		ret = *file.data == '{' ? draw_heat(file.data, arguments->column, &picture, err)
					: flame_draw(file.data, file.len, &picture, err);
	if (ret)
		err_prefix(err, "%s", arguments->file);
	else
		ret = file_write(arguments->output ? arguments->output : "-", picture.data,
				 picture.len, err);
	buf_release(&file);
	buf_release(&picture);
	return ret;
}

int cmd_plot(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (plot(&arguments, &err) == 0)
		return 0;
	err_print(&err, "wasm-bpf");
	return 1;
}
