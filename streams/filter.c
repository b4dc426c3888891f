// SPDX-License-Identifier: MIT
#include "streams/filter.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "columns/column.h"
#include "columns/kind.h"
#include "lib/err.h"
#include "lib/glob.h"

enum { STEPS_MAX = 4096, DEPTH_MAX = 64, WORD_MAX = 256, TEXT_MAX = 4096 };

enum op {
	OP_TEST,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_LESS,
	OP_AT_MOST,
	OP_GREATER,
	OP_AT_LEAST,
	OP_LIKE,
	OP_UNLIKE,
	OP_NOT,
	OP_AND,
	OP_OR
};

/* Each but the last three compares; those change the result so far, or jump by it. */
struct step {
	enum op op;
	const struct column *column;
	const struct column *other;  /* null: it is compared with `value` */
	struct value value;
	size_t to;     /* of OP_AND and OP_OR: where to go on if it is decided */
};

struct filter {
	struct step *steps;
	size_t count;
	char **texts;                /* what values point to */
	size_t text_count;
};

struct parser {
	const char *text;
	const char *at;
	const struct columns *columns;
	struct filter *filter;
	unsigned int depth;
	struct err *err;
};

/* --- words --------------------------------------------------------------------------------- */

static void skip(struct parser *parser)
{
	while (isspace((unsigned char)*parser->at))
		parser->at++;
}

static int wrong(const struct parser *parser, const char *expected)
{
	if (*parser->at)
		return err_set(parser->err, EINVAL, "filter: expected %s before '%.40s'", expected,
			       parser->at);
	return err_set(parser->err, EINVAL, "filter: expected %s at the end", expected);
}

/* Takes a sign if it comes next. */
static bool take(struct parser *parser, const char *sign)
{
	skip(parser);
	if (strncmp(parser->at, sign, strlen(sign)) != 0)
		return false;
	parser->at += strlen(sign);
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.[]:*?/+-%@\\", c)) ||
	       (unsigned char)c >= 0x80;
}

/* A word or a text in quotes, in memory that the filter keeps. Null with the error set. */
static char *take_word(struct parser *parser, const char *expected, bool *ret_quoted)
{
	struct filter *filter = parser->filter;
	const char quote = (skip(parser), *parser->at), *begin = parser->at;
	char **texts, *word;
	size_t len;

	*ret_quoted = quote == '"' || quote == '\'';
	if (*ret_quoted) {
		begin++;
		len = strcspn(begin, quote == '"' ? "\"" : "'");
		if (!begin[len]) {
			wrong(parser, "the other quote of the text");
			return NULL;
		}
		parser->at = begin + len + 1;
	} else {
		for (len = 0; is_word(begin[len]); len++)
			;
		if (!len) {
			wrong(parser, expected);
			return NULL;
		}
		parser->at = begin + len;
	}
	word = strndup(begin, len);
	texts = realloc(filter->texts, (filter->text_count + 1) * sizeof(*texts));
	if (!word || !texts) {
		free(word);
		if (texts)
			filter->texts = texts;
		err_set(parser->err, ENOMEM, "filter: %s", strerror(ENOMEM));
		return NULL;
	}
	filter->texts = texts;
	texts[filter->text_count++] = word;
	return word;
}

/* --- steps --------------------------------------------------------------------------------- */

static struct step *add(struct parser *parser, enum op op)
{
	struct filter *filter = parser->filter;
	struct step *steps = filter->count < STEPS_MAX
				     ? realloc(filter->steps, (filter->count + 1) * sizeof(*steps))
				     : NULL;

	if (!steps) {
		err_set(parser->err, E2BIG, "filter: it is too long");
		return NULL;
	}
	filter->steps = steps;
	steps[filter->count] = (struct step){ .op = op };
	return &steps[filter->count++];
}

/* What the column is compared with: a value of its kind, or another column. */
static int take_operand(struct parser *parser, struct step *step)
{
	bool is_quoted;
	char *word = take_word(parser, "a value", &is_quoted);

	if (!word)
		return -parser->err->code;
	if (step->op == OP_LIKE || step->op == OP_UNLIKE) {
		step->value = (struct value){ .type = VALUE_TEXT, .text = { word, strlen(word) } };
		return 0;
	}
	if (!is_quoted && step->column->kind == &kind_text)
		step->other = columns_find(parser->columns, word);
	if (step->other || step->column->kind->parse(step->column, word, &step->value))
		return 0;
	step->other = is_quoted ? NULL : columns_find(parser->columns, word);
	if (step->other)
		return 0;
	return err_set(parser->err, EINVAL, "filter: '%.64s' is no value of '%s', of kind %s", word,
		       step->column->name, step->column->kind->name);
}

/* COLUMN in (VALUE, VALUE...): a comparison each, the first that is equal decides. */
static int take_list(struct parser *parser, const struct column *column)
{
	const size_t first = parser->filter->count;
	struct step *step;
	int ret;

	if (!take(parser, "("))
		return wrong(parser, "'('");
	do {
		step = add(parser, OP_EQUAL);
		if (!step)
			return -parser->err->code;
		step->column = column;
		ret = take_operand(parser, step);
		step = ret ? NULL : add(parser, OP_OR);
		if (!step)
			return -parser->err->code;
	} while (take(parser, ","));
	if (!take(parser, ")"))
		return wrong(parser, "',' or ')'");
	for (size_t i = first; i < parser->filter->count; i++)
		parser->filter->steps[i].to = parser->filter->count;
	return 0;
}

static const struct {
	const char *sign;
	enum op op;
} signs[] = {
	{ "==", OP_EQUAL },    { "!=", OP_NOT_EQUAL }, { "<=", OP_AT_MOST },
	{ ">=", OP_AT_LEAST }, { "!~", OP_UNLIKE },    { "=", OP_EQUAL },
	{ "<", OP_LESS },      { ">", OP_GREATER },    { "~", OP_LIKE },
};

static int take_comparison(struct parser *parser)
{
	const struct column *column;
	struct step *step;
	bool is_quoted;
	char *name = take_word(parser, "a column", &is_quoted);

	if (!name)
		return -parser->err->code;
	column = columns_find(parser->columns, name);
	if (!column)
		return columns_none(parser->columns, name, parser->err);
	skip(parser);
	if (strncmp(parser->at, "in", 2) == 0 && !is_word(parser->at[2])) {
		parser->at += 2;
		return take_list(parser, column);
	}
	step = add(parser, OP_TEST);
	if (!step)
		return -parser->err->code;
	step->column = column;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (take(parser, signs[i].sign)) {
			step->op = signs[i].op;
			return take_operand(parser, step);
		}
	return 0;
}

static int take_all(struct parser *parser);

static int take_one(struct parser *parser)
{
	int ret;

	if (++parser->depth > DEPTH_MAX)
		return err_set(parser->err, E2BIG, "filter: it is nested too deep");
	if (take(parser, "!")) {
		ret = take_one(parser);
		if (!ret && !add(parser, OP_NOT))
			ret = -parser->err->code;
	} else if (take(parser, "(")) {
		ret = take_all(parser);
		if (!ret && !take(parser, ")"))
			ret = wrong(parser, "')'");
	} else {
		ret = take_comparison(parser);
	}
	parser->depth--;
	return ret;
}

/* What is behind OP_AND or OP_OR is passed over if the result is known. */
static int take_chain(struct parser *parser, const char *sign, enum op op,
		      int (*next)(struct parser *parser))
{
	int ret = next(parser);

	while (!ret && take(parser, sign)) {
		const size_t at = parser->filter->count;

		if (!add(parser, op))
			return -parser->err->code;
		ret = next(parser);
		parser->filter->steps[at].to = parser->filter->count;
	}
	return ret;
}

static int take_ands(struct parser *parser)
{
	return take_chain(parser, "&&", OP_AND, take_one);
}

static int take_all(struct parser *parser)
{
	return take_chain(parser, "||", OP_OR, take_ands);
}

int filter_compile(const char *expression, const struct columns *columns,
		   struct filter **ret_filter, struct err *err)
{
	struct filter *filter = calloc(1, sizeof(*filter));
	struct parser parser = { expression, expression, columns, filter, 0, err };
	int ret;

	if (!filter)
		return err_set(err, ENOMEM, "filter: %s", strerror(ENOMEM));
	ret = take_all(&parser);
	if (!ret && (skip(&parser), *parser.at))
		ret = wrong(&parser, "'&&' or '||'");
	if (ret)
		filter_free(filter);
	else
		*ret_filter = filter;
	return ret;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	for (size_t i = 0; i < filter->text_count; i++)
		free(filter->texts[i]);
	for (size_t i = 0; i < filter->count; i++)
		free(filter->steps[i].value.own);
	free(filter->texts);
	free(filter->steps);
	free(filter);
}

/* --- records ------------------------------------------------------------------------------- */

static bool is_like(const struct step *step, const struct value *value)
{
	char text[TEXT_MAX];

	if (value->type != VALUE_TEXT || value->text.len >= sizeof(text))
		return false;
	memcpy(text, value->text.data, value->text.len);
	text[value->text.len] = '\0';
	return glob_matches(step->value.text.data, text);
}

static bool is_set(const struct value *value)
{
	return value->type == VALUE_TEXT ? value->text.len : value_number(value) != 0;
}

static bool holds(const struct step *step, const void *record)
{
	const struct value value = column_value(step->column, record);
	struct value other = step->value;
	int order;

	if (step->op == OP_TEST)
		return is_set(&value);
	if (step->op == OP_LIKE || step->op == OP_UNLIKE)
		return is_like(step, &value) == (step->op == OP_LIKE);
	if (step->other)
		other = column_value(step->other, record);
	order = value_compare(&value, &other);
	switch (step->op) {
	case OP_EQUAL:
		return order == 0;
	case OP_NOT_EQUAL:
		return order != 0;
	case OP_LESS:
		return order < 0;
	case OP_AT_MOST:
		return order <= 0;
	case OP_GREATER:
		return order > 0;
	default:
		return order >= 0;
	}
}

bool filter_wants(const struct filter *filter, const void *record)
{
	bool result = true;

	for (size_t i = 0; i < filter->count;) {
		const struct step *step = &filter->steps[i];

		i++;
		if (step->op == OP_NOT)
			result = !result;
		else if (step->op == OP_AND || step->op == OP_OR)
			i = result == (step->op == OP_OR) ? step->to : i;
		else
			result = holds(step, record);
	}
	return result;
}
