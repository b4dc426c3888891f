// SPDX-License-Identifier: MIT
#include "streams/group.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/kind.h"
#include "lib/err.h"
#include "streams/quantile.h"
#include "streams/sink.h"

enum { SLOTS_FIRST = 1024, QUANTILE_ROWS_MAX = 65536 };

/* Behind the record in a row. */
struct numbers {
	uint64_t count;
	double sum, min, avg, max;
	struct quantiles *quantiles;  /* null: none are asked for, or there was no memory */
	double results[GROUP_QUANTILES_MAX];  /* when they are shown */
};

/* --- what a group's numbers look like ------------------------------------------------------ */

static double number_at(const void *at)
{
	double number;

	memcpy(&number, at, sizeof(number));
	return number;
}

/* Whole where it is whole. */
static void print_number(struct buf *to, const struct column *column, const void *at)
{
	const double number = number_at(at);

	(void)column;
	buf_printf(to, number == __builtin_floor(number) ? "%.0f" : "%.2f", number);
}

static void print_duration(struct buf *to, const struct column *column, const void *at)
{
	(void)column;
	kind_print_ns(to, __builtin_trunc(number_at(at)));
}

static void json_number(struct buf *to, const struct column *column, const void *at)
{
	(void)column;
	buf_printf(to, "%.17g", number_at(at));
}

static struct value value_of(const struct column *column, const void *at)
{
	(void)column;
	return (struct value){ .type = VALUE_FLOAT, .f = number_at(at) };
}

static const struct column_kind plain = { "number",    true,     12,   print_number,
					  json_number, value_of, NULL, 0 };
static const struct column_kind duration = { "ns",        true,     12,   print_duration,
					     json_number, value_of, NULL, 0 };

static void add_number(struct column *column, const char *name, const struct column_kind *kind,
		       size_t offset)
{
	*column = (struct column){
		.name = strdup(name),
		.kind = kind,
		.offset = (uint32_t)offset,
		.size = 8,
		.width = 12,
		.is_signed = true,
	};
}

static int add_numbers(struct group *group, size_t keys)
{
	static const char *const names[] = { "sum", "min", "avg", "max" };
	static const size_t offsets[] = { offsetof(struct numbers, sum),
					  offsetof(struct numbers, min),
					  offsetof(struct numbers, avg),
					  offsetof(struct numbers, max) };
	struct column *column = &group->shown.columns.list[keys];
	const size_t at = group->record_size;
	const struct column_kind *kind = group->number && kind_is_duration(group->number->kind)
						 ? &duration
						 : &plain;
	char name[32];

	add_number(column, "count", &kind_unsigned, at + offsetof(struct numbers, count));
	column++->width = 8;
	for (size_t i = 0; group->number && i < 4; i++)
		add_number(column++, names[i], kind, at + offsets[i]);
	for (size_t i = 0; i < group->quantile_count; i++) {
		snprintf(name, sizeof(name), "p%g", group->percents[i]);
		add_number(column++, name, kind,
			   at + offsetof(struct numbers, results) + i * sizeof(double));
	}
	group->shown.columns.count = (size_t)(column - group->shown.columns.list);
	for (size_t i = 0; i < group->shown.columns.count; i++)
		if (!group->shown.columns.list[i].name)
			return -ENOMEM;
	return 0;
}

/* Columns of rows: copies of the keys', and the numbers'. */
static int make_columns(struct group *group, const struct stream *stream)
{
	struct columns *columns = &group->shown.columns;

	columns->list = calloc(group->key_count + 5 + group->quantile_count,
			       sizeof(*columns->list));
	columns->name = strdup(stream->columns.name);
	if (!columns->list || !columns->name)
		return -ENOMEM;
	for (size_t i = 0; i < group->key_count; i++) {
		columns->list[i] = *group->keys[i];
		columns->list[i].name = strdup(group->keys[i]->name);
		columns->list[i].is_hidden = false;
	}
	columns->size = (uint32_t)group->rows.size;
	return add_numbers(group, group->key_count);
}

static int find_keys(struct group *group, const struct columns *columns, const char *keys,
		     struct err *err)
{
	char *copy = strdup(keys), *rest = *keys ? copy : NULL;
	int ret = copy ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	for (char *name; !ret && (name = strsep(&rest, ","));) {
		const struct column *key = columns_find(columns, name);

		if (!key)
			ret = columns_none(columns, name, err);
		else if (group->key_count == GROUP_KEYS_MAX)
			ret = err_set(err, E2BIG, "--by takes at most %d columns", GROUP_KEYS_MAX);
		else
			group->keys[group->key_count++] = key;
	}
	free(copy);
	return ret;
}

static int find_number(struct group *group, const struct columns *columns, const char *name,
		       struct err *err)
{
	static const char zeros[COLUMNS_MAX];

	group->number = columns_find(columns, name);
	if (!group->number)
		return columns_none(columns, name, err);
	if (group->number->size > 16 ||
	    group->number->kind->value(group->number, zeros).type == VALUE_TEXT)
		return err_set(err, EINVAL, "--of: '%s' is no number", name);
	return 0;
}

/* "50,99.9" */
static int read_quantiles(struct group *group, const char *text, struct err *err)
{
	char *end;

	for (const char *at = text;; at = end + 1) {
		const double percent = strtod(at, &end);

		if (end == at || (*end && *end != ',') || !(percent > 0) || percent > 100)
			return err_set(err, EINVAL,
				       "--quantiles takes percentages, such as 50,99, not '%.64s'",
				       text);
		if (group->quantile_count == GROUP_QUANTILES_MAX)
			return err_set(err, E2BIG, "--quantiles takes at most %d",
				       GROUP_QUANTILES_MAX);
		group->percents[group->quantile_count++] = percent;
		if (!*end)
			return 0;
	}
}

int group_make(struct group *group, const struct stream *stream, const char *keys,
	       const char *number, const char *quantiles, struct err *err)
{
	int ret;

	*group = (struct group){ .shown.name = stream->name };
	group->record_size = (stream->columns.size + 7) / 8 * 8;
	group->shown_size = stream->columns.size;
	group->rows.size = group->record_size + sizeof(struct numbers);
	group->slot_count = SLOTS_FIRST;
	group->slots = calloc(group->slot_count, sizeof(*group->slots));
	ret = find_keys(group, &stream->columns, keys, err);
	if (!ret && number)
		ret = find_number(group, &stream->columns, number, err);
	if (!ret && quantiles)
		ret = read_quantiles(group, quantiles, err);
	if (!ret && (!group->slots || make_columns(group, stream) < 0))
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	return ret ? ret : stream_show(&group->shown, NULL, err);
}

static struct numbers *numbers_of(const struct group *group, size_t row)
{
	return (struct numbers *)(group->rows.bytes + row * group->rows.size + group->record_size);
}

static void release_rows(struct group *group)
{
	for (size_t i = 0; group->quantile_count && i < group->rows.count; i++)
		quantiles_free(numbers_of(group, i)->quantiles);
	rows_release(&group->rows);
}

void group_release(struct group *group)
{
	release_rows(group);
	stream_release(&group->shown);
	free(group->slots);
}

/* --- records ------------------------------------------------------------------------------- */

/* FNV-1a over what the keys are, so that bytes behind a text's end do not count. */
static uint64_t hash_of(const struct group *group, const void *record)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < group->key_count; i++) {
		const struct value value = column_value(group->keys[i], record);
		const unsigned char *bytes = value.type == VALUE_TEXT
						     ? (const void *)value.text.data
						     : (const void *)&value.u;
		const size_t len = value.type == VALUE_TEXT ? value.text.len : sizeof(value.u);

		for (size_t j = 0; j < len; j++)
			hash = (hash ^ bytes[j]) * 1099511628211u;
		hash = (hash ^ 255) * 1099511628211u;
	}
	return hash;
}

static bool is_same(const struct group *group, const void *left, const void *right)
{
	for (size_t i = 0; i < group->key_count; i++) {
		const struct value a = column_value(group->keys[i], left);
		const struct value b = column_value(group->keys[i], right);

		if (value_compare(&a, &b) != 0)
			return false;
	}
	return true;
}

static char *row_at(const struct group *group, uint32_t slot)
{
	return group->rows.bytes + (slot - 1) * group->rows.size;
}

/* The slot of the record's group, or the free one for it. */
static uint32_t *find_slot(const struct group *group, const void *record)
{
	const size_t mask = group->slot_count - 1;

	for (size_t i = hash_of(group, record) & mask;; i = (i + 1) & mask)
		if (!group->slots[i] || is_same(group, row_at(group, group->slots[i]), record))
			return &group->slots[i];
}

/* Twice as many slots, so that half of them are always free. */
static bool grow(struct group *group)
{
	const size_t count = 2 * group->slot_count;
	uint32_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return false;
	free(group->slots);
	group->slots = slots;
	group->slot_count = count;
	for (uint32_t i = 1; i <= group->rows.count; i++)
		*find_slot(group, row_at(group, i)) = i;
	return true;
}

static char *new_row(struct group *group, const void *record, uint32_t size)
{
	const bool is_full = group->quantile_count && group->rows.count >= QUANTILE_ROWS_MAX;
	char *row = is_full ? NULL : rows_add(&group->rows);
	uint32_t *slot;

	if (!row)
		return NULL;
	memcpy(row, record, size);
	if (2 * group->rows.count > group->slot_count && !grow(group)) {
		group->rows.count--;
		return NULL;
	}
	slot = find_slot(group, row);
	*slot = (uint32_t)group->rows.count;
	if (group->quantile_count)
		numbers_of(group, group->rows.count - 1)->quantiles = quantiles_new();
	return row;
}

void group_take(struct group *group, const void *record)
{
	const uint32_t slot = *find_slot(group, record);
	char *row = slot ? row_at(group, slot) : new_row(group, record, group->shown_size);
	struct numbers *numbers;
	struct value value;
	double number;

	if (!row) {
		group->dropped++;
		return;
	}
	numbers = (struct numbers *)(row + group->record_size);
	numbers->count++;
	if (!group->number)
		return;
	value = column_value(group->number, record);
	number = value_number(&value);
	numbers->sum += number;
	numbers->min = numbers->count == 1 || number < numbers->min ? number : numbers->min;
	numbers->max = numbers->count == 1 || number > numbers->max ? number : numbers->max;
	numbers->avg = numbers->sum / (double)numbers->count;
	if (numbers->quantiles)
		quantiles_take(numbers->quantiles, number);
}

void group_keep(struct group *group, const void *record)
{
	const uint32_t slot = *find_slot(group, record);
	char *row = slot ? row_at(group, slot) : new_row(group, record, group->shown_size);

	if (row)
		memcpy(row, record, group->shown_size);
	else
		group->dropped++;
}

uint64_t group_count(const struct group *group, size_t row)
{
	return numbers_of(group, row)->count;
}

double group_sum(const struct group *group, size_t row)
{
	return numbers_of(group, row)->sum;
}

const struct quantiles *group_quantiles(const struct group *group, size_t row)
{
	return numbers_of(group, row)->quantiles;
}

void group_find_quantiles(struct group *group)
{
	for (size_t row = 0; row < group->rows.count; row++)
		for (size_t i = 0; i < group->quantile_count; i++) {
			struct numbers *numbers = numbers_of(group, row);

			if (numbers->quantiles)
				numbers->results[i] = quantiles_get(numbers->quantiles,
								    group->percents[i]);
		}
}

void group_show(struct group *group, const struct column *sort, bool is_descending, uint64_t max,
		struct sink *sink)
{
	const struct column *count = &group->shown.columns.list[group->key_count];

	group_find_quantiles(group);
	rows_sort(&group->rows, sort ? sort : count, sort ? is_descending : true);
	rows_show(&group->rows, &group->shown, max, sink);
	release_rows(group);
	memset(group->slots, 0, group->slot_count * sizeof(*group->slots));
}
