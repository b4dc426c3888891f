// SPDX-License-Identifier: MIT
/* What columns are to each other and to a record. */
#include "columns/column.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/kind.h"
#include "columns/lookup.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/near.h"

enum { NAME_MAX_LEN = 256 };

struct column *columns_append(struct columns *columns, const struct column *column)
{
	struct column *list = column->name && columns->count < COLUMNS_MAX
				      ? realloc(columns->list, (columns->count + 1) * sizeof(*list))
				      : NULL;

	if (!list) {
		free(column->name);
		return NULL;
	}
	columns->list = list;
	list[columns->count] = *column;
	return &list[columns->count++];
}

/* The column beside another one, in the same struct, with that name. */
static const struct column *beside(const struct columns *columns, const struct column *column,
				   size_t stem_len, const char *suffix)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *other = &columns->list[i];

		if (strncmp(other->name, column->name, stem_len) == 0 &&
		    strcmp(other->name + stem_len, suffix) == 0 && other->size <= 8)
			return other;
	}
	return NULL;
}

/* The process of a column: "tgid" or "pid" beside it, else anywhere. */
static const struct column *process_of(const struct columns *columns, const struct column *column)
{
	static const char *const names[] = { "tgid", "pid", "tid" };
	const char *dot = strrchr(column->name, '.');
	const size_t stem = dot ? (size_t)(dot + 1 - column->name) : 0;
	const struct column *found = beside(columns, column, strlen(column->name), ".tgid");

	for (size_t i = 0; !found && i < sizeof(names) / sizeof(*names); i++)
		found = beside(columns, column, stem, names[i]);
	for (size_t i = 0; !found && i < sizeof(names) / sizeof(*names); i++)
		found = columns_find(columns, names[i]);
	return found && found->size <= 8 ? found : NULL;
}

/* "stack_sz" beside "stack". */
static const struct column *length_of(const struct columns *columns, const struct column *column)
{
	static const char *const suffixes[] = { "_sz", "_size", "_bytes" };
	const struct column *found = NULL;

	for (size_t i = 0; !found && i < sizeof(suffixes) / sizeof(*suffixes); i++)
		found = beside(columns, column, strlen(column->name), suffixes[i]);
	return found;
}

/* Adds a column at the place of another one, unless there is one of that name. */
static void add_beside(struct columns *columns, size_t base, const struct column_kind *kind,
		       bool is_hidden)
{
	struct column column = columns->list[base];

	for (size_t i = 0; i < columns->count; i++)
		if (strcmp(columns->list[i].name, kind->name) == 0)
			return;
	column.name = strdup(kind->name);
	column.kind = kind;
	column.width = kind->width;
	column.is_hidden = is_hidden;
	column.role = COLUMN_PLAIN;
	columns_append(columns, &column);
}

/* Where there is a container's number, there are columns for what is known of it. */
static void add_containers(struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		struct column *column = &columns->list[i];

		if (column->kind != &kind_cgroup && column->kind != &kind_mntns)
			continue;
		column->is_mntns = column->kind == &kind_mntns;
		column->is_hidden |= column->is_mntns;
		add_beside(columns, i, &kind_container, false);
		add_beside(columns, i, &kind_image, true);
		add_beside(columns, i, &kind_pod, true);
		add_beside(columns, i, &kind_namespace, true);
		return;
	}
}

/* "kind:2": the column beside it, or anywhere, and a value of its. */
static void link_selector(const struct columns *columns, struct column *column)
{
	const char *colon = strchr(column->only_if, ':');
	const struct column *selector;
	char name[NAME_MAX_LEN];

	if (!colon)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)(colon - column->only_if), column->only_if);
	selector = columns_find(columns, name);
	if (!selector || !selector->kind->parse || selector == column ||
	    !selector->kind->parse(selector, colon + 1, &column->wanted))
		return;
	if (column->wanted.type == VALUE_TEXT) { /* only numbers select */
		free(column->wanted.own);
		return;
	}
	column->selector = selector;
}

bool column_counts(const struct column *column, const void *record)
{
	struct value value;

	if (!column->selector)
		return true;
	value = column_value(column->selector, record);
	return value_compare(&value, &column->wanted) == 0;
}

void columns_link(struct columns *columns, const struct lookup *lookup)
{
	if (lookup && lookup->container)
		add_containers(columns);
	for (size_t i = 0; i < columns->count; i++) {
		struct column *column = &columns->list[i];

		column->lookup = lookup;
		column->process = process_of(columns, column);
		if (column->only_if)
			link_selector(columns, column);
		column->length = column->size > 8 ? length_of(columns, column) : NULL;
	}
}

void columns_release(struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		free(columns->list[i].name);
	free(columns->list);
	free(columns->name);
	*columns = (struct columns){ 0 };
}

const struct column *columns_find(const struct columns *columns, const char *name)
{
	const struct column *found = NULL;

	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->list[i];
		const char *last = strrchr(column->name, '.');

		if (strcmp(column->name, name) == 0)
			return column;
		if (last && strcmp(last + 1, name) == 0 && found)
			return NULL;
		if (last && strcmp(last + 1, name) == 0)
			found = column;
	}
	return found;
}

int columns_none(const struct columns *columns, const char *name, struct err *err)
{
	struct near near = near_begin(name);
	struct buf list = BUF_INIT(400);

	for (size_t i = 0; i < columns->count; i++) {
		near_offer(&near, columns->list[i].name);
		buf_printf(&list, "%s %s", i ? "," : "", columns->list[i].name);
	}
	err_set(err, ENOENT, "'%s' has no column '%.64s'", columns->name, name);
	if (*near.nearest)
		err_hint(err, "did you mean '%s'?", near.nearest);
	else
		err_hint(err, "it has%s", list.data ? list.data : " none");
	buf_release(&list);
	return -ENOENT;
}

struct value column_value(const struct column *column, const void *record)
{
	return column->kind->value(column, (const char *)record + column->offset);
}
