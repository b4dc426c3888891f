// SPDX-License-Identifier: MIT
/* Kinds of numbers that stand for a container: of its cgroup, or of its mount namespace; and
 * what this machine knows about the container: columns of their own, at the place of that
 * number. */
#include <string.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/integer.h"
#include "columns/kind.h"
#include "columns/lookup.h"
#include "lib/buf.h"

enum { ANY_INTEGER = 4 | 8 };

static const char *about(const struct column *column, const void *at, enum lookup_about what)
{
	const struct lookup *lookup = column->lookup;

	if (!lookup || !lookup->container)
		return NULL;
	return lookup->container(lookup->context, what, column->is_mntns, integer_bits(column, at));
}

/* --- the number ---------------------------------------------------------------------------- */

static void print_cgroup(struct buf *to, const struct column *column, const void *at)
{
	const char *path = about(column, at, LOOKUP_CGROUP);

	if (path)
		escape_text(to, path, strlen(path));
	else
		integer_print(to, column, at);
}

const struct column_kind kind_cgroup = { "cgroup",      false,         32,
					 print_cgroup,  integer_print, integer_value,
					 integer_parse, ANY_INTEGER };
const struct column_kind kind_mntns = { "mntns",       true,          12,
					integer_print, integer_print, integer_value,
					integer_parse, ANY_INTEGER };

/* --- what is known ------------------------------------------------------------------------- */

static const char *text_of(const struct column *column, const void *at)
{
	return about(column, at,
		     column->kind == &kind_container ? LOOKUP_CONTAINER
		     : column->kind == &kind_image   ? LOOKUP_IMAGE
		     : column->kind == &kind_pod     ? LOOKUP_POD
						     : LOOKUP_NAMESPACE);
}

static void print_known(struct buf *to, const struct column *column, const void *at)
{
	const char *text = text_of(column, at);

	escape_text(to, text ? text : "", text ? strlen(text) : 0);
}

static void json_known(struct buf *to, const struct column *column, const void *at)
{
	const char *text = text_of(column, at);

	if (text)
		escape_json(to, text, strlen(text));
	else
		buf_puts(to, "null");
}

static struct value known_value(const struct column *column, const void *at)
{
	const char *text = text_of(column, at);

	return (struct value){ .type = VALUE_TEXT, .text = { text, text ? strlen(text) : 0 } };
}

static bool parse_known(const struct column *column, const char *text, struct value *ret_value)
{
	(void)column;
	*ret_value = (struct value){ .type = VALUE_TEXT, .text = { text, strlen(text) } };
	return true;
}

#define KNOWN(name) { name, false, 20, print_known, json_known, known_value, parse_known, 0 }
const struct column_kind kind_container = KNOWN("container");
const struct column_kind kind_image = KNOWN("image");
const struct column_kind kind_pod = KNOWN("pod");
const struct column_kind kind_namespace = KNOWN("namespace");
