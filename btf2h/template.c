// SPDX-License-Identifier: MIT
#include "btf2h/template.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"

enum { MAX_DEPTH = 8, MAX_HOLES = 64 };

/* One pass over a template: a check, or with `out` the writing. */
struct pass {
	const struct template *template;
	struct buf *out;
	void *model;
	uint64_t used; /* a bit for each row of `holes` */
	struct err *err;
	int error;     /* a positive errno */
};

/* What ended a block. */
enum end { AT_END, AT_ELSE, AT_BOTTOM };

static const char *block(struct pass *pass, const char *at, unsigned int depth, bool writes,
			 enum end *ret_end);

static void fail(struct pass *pass, const char *what, const char *name, size_t len)
{
	if (!pass->error)
		err_set(pass->err, EINVAL, "a template %s '%.*s'", what, (int)len, name);
	pass->error = EINVAL;
}

static bool is_name(const char *row, const char *name, size_t len)
{
	return strncmp(row, name, len) == 0 && !row[len];
}

/* --- holes --------------------------------------------------------------------------- */

static const struct template_hole *find_hole(struct pass *pass, const char *name, size_t len)
{
	const struct template_hole *holes = pass->template->holes;

	for (size_t i = 0; holes && holes[i].name; i++)
		if (is_name(holes[i].name, name, len)) {
			pass->used |= 1ULL << i % MAX_HOLES;
			return &holes[i];
		}
	for (holes = pass->template->shared; holes && holes->name; holes++)
		if (is_name(holes->name, name, len))
			return holes;
	fail(pass, "has a hole that nothing fills:", name, len);
	return NULL;
}

static void check_rows(struct pass *pass)
{
	const struct template_hole *holes = pass->template->holes;

	for (size_t i = 0; holes && holes[i].name; i++)
		if (i >= MAX_HOLES || !(pass->used >> i & 1))
			fail(pass, "has no hole", holes[i].name, strlen(holes[i].name));
}

/* Writes the hole whose name begins at `name`; gives what is behind it. */
static const char *hole(struct pass *pass, const char *name, const char *end, bool writes)
{
	const char *close = memchr(name, '@', (size_t)(end - name));
	const struct template_hole *row;

	if (!close) {
		fail(pass, "has a hole without an end:", name, (size_t)(end - name));
		return end;
	}
	row = find_hole(pass, name, (size_t)(close - name));
	if (row && writes)
		row->write(pass->out, pass->model);
	return close + 1;
}

static void line(struct pass *pass, const char *at, const char *end, bool writes)
{
	const char *start = at;
	bool alone = false;

	while (at < end) {
		const char *next = memchr(at, '@', (size_t)(end - at));

		next = next ? next : end;
		if (writes)
			buf_add(pass->out, at, (size_t)(next - at));
		if (next == end)
			break;
		at = hole(pass, next + 1, end, writes);
		alone = next == start && at == end;
	}
	if (writes && !alone)
		buf_add(pass->out, "\n", 1);
}

/* --- blocks -------------------------------------------------------------------------- */

static const struct template_list *find_list(struct pass *pass, const char *name, size_t len)
{
	const struct template_list *lists = pass->template->lists;

	for (; lists && lists->name; lists++)
		if (is_name(lists->name, name, len))
			return lists;
	fail(pass, "asks for a list that there is not:", name, len);
	return NULL;
}

static const char *each(struct pass *pass, const struct template_list *list, const char *body,
			unsigned int depth, bool writes)
{
	enum end end;
	const char *after = block(pass, body, depth + 1, false, &end);

	if (end != AT_END)
		fail(pass, "has no end of", "@each", 5);
	for (bool more = writes && list && list->next(pass->model, true);
	     more && !pass->error && !pass->out->error; more = list->next(pass->model, false))
		block(pass, body, depth + 1, true, &end);
	return after;
}

static const char *choose(struct pass *pass, const struct template_list *list, const char *body,
			  unsigned int depth, bool writes)
{
	bool any = writes && list && list->next(pass->model, true);
	enum end end;
	const char *after = block(pass, body, depth + 1, any, &end);

	if (end == AT_ELSE)
		after = block(pass, after, depth + 1, writes && !any, &end);
	if (end != AT_END)
		fail(pass, "has no end of", "@if", 3);
	return after;
}

/* Whether a line is a word and maybe a name. */
static bool is_word(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - at) >= len && memcmp(at, word, len) == 0;
}

/* Goes over lines to the end of the block; gives what is behind that. */
static const char *block(struct pass *pass, const char *at, unsigned int depth, bool writes,
			 enum end *ret_end)
{
	while (*at && !pass->error) {
		const char *end = strchrnul(at, '\n'), *next = *end ? end + 1 : end;

		if (is_word(at, end, "@each ") && depth < MAX_DEPTH) {
			at = each(pass, find_list(pass, at + 6, (size_t)(end - at - 6)), next,
				  depth, writes);
		} else if (is_word(at, end, "@if ") && depth < MAX_DEPTH) {
			at = choose(pass, find_list(pass, at + 4, (size_t)(end - at - 4)), next,
				    depth, writes);
		} else if (is_name("@end", at, (size_t)(end - at)) ||
			   is_name("@else", at, (size_t)(end - at))) {
			*ret_end = at[2] == 'n' ? AT_END : AT_ELSE;
			return next;
		} else {
			line(pass, at, end, writes);
			at = next;
		}
	}
	*ret_end = AT_BOTTOM;
	return at;
}

static int go_over(struct pass *pass)
{
	enum end end;

	block(pass, pass->template->text, 0, pass->out, &end);
	if (end != AT_BOTTOM)
		fail(pass, "has too many of", "@end", 4);
	check_rows(pass);
	return -pass->error;
}

int template_emit(struct buf *out, const struct template *template, void *model, struct err *err)
{
	struct pass check = { .template = template, .err = err };
	struct pass writing = { .template = template, .out = out, .model = model, .err = err };
	int ret = go_over(&check);

	return ret ? ret : go_over(&writing);
}
