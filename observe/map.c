// SPDX-License-Identifier: MIT
#include "observe/map.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bpf_map.h"
#include "columns/kind.h"
#include "kinds/map_type.h"
#include "lib/err.h"
#include "lib/near.h"
#include "streams/measure.h"
#include "streams/rows.h"
#include "streams/sink.h"
#include "streams/view.h"

static uint32_t round8(uint32_t size)
{
	return (size + 7) / 8 * 8;
}

static int no_map(const struct bpf_object *bpf, const char *name, struct err *err)
{
	struct near near = near_begin(name);
	const struct bpf_map *map;

	bpf_object__for_each_map (map, bpf)
		near_offer(&near, bpf_map__name(map));
	err_set(err, ENOENT, "--map %s: the object has no such map", name);
	if (*near.nearest)
		err_hint(err, "did you mean '%s'?", near.nearest);
	return -ENOENT;
}

/* The columns of the key, then of the value. */
static int make_columns(struct observe_map *map, const struct btf *btf, const char *name,
			struct err *err)
{
	const uint32_t key = bpf_map__btf_key_type_id(map->bpf);
	const uint32_t value = bpf_map__btf_value_type_id(map->bpf);
	struct columns *columns = &map->stream.columns;
	int ret;

	if (!value)
		return err_set(err, EINVAL,
			       "--map %s: its definition does not say what its values are", name);
	columns->name = strdup(name);
	if (!columns->name)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = key ? columns_add(columns, btf, key, "key", 0, err) : 0;
	if (!ret)
		ret = columns_add(columns, btf, value, key ? "value" : "", map->value_at, err);
	if (columns->size < map->value_at + map->value_size)
		columns->size = map->value_at + map->value_size;
	return ret;
}

static int sort_by(struct observe_map *map, const char *sort, struct err *err)
{
	if (!sort)
		return 0;
	map->is_descending = *sort == '-';
	map->sort = columns_find(&map->stream.columns, sort + map->is_descending);
	return map->sort ? 0 : columns_none(&map->stream.columns, sort + map->is_descending, err);
}

int observe_map_open(struct observe_map *map, const struct bpf_object *bpf, const char *name,
		     const struct view_options *options, const struct lookup *lookup,
		     struct err *err)
{
	int ret;

	*map = (struct observe_map){ .bpf = bpf_object__find_map_by_name(bpf, name), .cpus = 1 };
	if (!map->bpf)
		return no_map(bpf, name, err);
	map->key_size = bpf_map__key_size(map->bpf);
	map->value_at = round8(map->key_size);
	map->value_size = bpf_map__value_size(map->bpf);
	map->max = options->max;
	if (map_type_is_per_cpu(bpf_map__type(map->bpf)))
		map->cpus = (uint32_t)libbpf_num_possible_cpus();
	map->stream.name = name;
	ret = make_columns(map, bpf_object__btf(bpf), name, err);
	columns_link(&map->stream.columns, lookup);
	if (!ret)
		ret = stream_show(&map->stream, options->columns, err);
	if (!ret && options->filter)
		ret = stream_filter(&map->stream, options->filter, err);
	return ret ? ret : sort_by(map, options->sort, err);
}

void observe_map_release(struct observe_map *map)
{
	stream_release(&map->stream);
}

/* --- rows ---------------------------------------------------------------------------------- */

/* Adds a number of another CPU's value to that in the row. */
static void add_number(const struct column *column, char *to, const char *from)
{
	uint64_t sum = 0, other = 0;

	memcpy(&sum, to, column->size);
	memcpy(&other, from, column->size);
	sum += other;
	memcpy(to, &sum, column->size);
}

/* The same of each element of a list. */
static void add_list(const struct column *column, char *to, const char *from)
{
	struct column element = *column;

	element.size = column->size / column->count;
	for (uint32_t i = 0; i < column->count && element.size <= 8; i++)
		add_number(&element, to + i * (size_t)element.size,
			   from + i * (size_t)element.size);
}

static bool is_number(const struct column *column)
{
	if (column->kind == &kind_slots)
		return true;
	return !column->bits && column->size <= 8 &&
	       (column->kind == &kind_unsigned || column->kind == &kind_signed ||
		kind_is_duration(column->kind));
}

/* What is no number is that of the first CPU. */
static void add_cpus(const struct observe_map *map, char *row, const char *values)
{
	const uint32_t step = round8(map->value_size);

	memcpy(row + map->value_at, values, map->value_size);
	for (uint32_t cpu = 1; cpu < map->cpus; cpu++)
		for (size_t i = 0; i < map->stream.columns.count; i++) {
			const struct column *column = &map->stream.columns.list[i];

			if (column->offset >= map->value_at && is_number(column))
				(column->count ? add_list : add_number)(
					column, row + column->offset,
					values + (size_t)cpu * step + column->offset -
						map->value_at);
		}
}

static int add_row(const struct observe_map *map, struct rows *rows, const void *key,
		   const char *values, struct err *err)
{
	char *row = rows_add(rows);

	if (!row)
		return err_set(err, ENOMEM, "'%s' has too many entries to be shown",
			       map->stream.name);
	memcpy(row, key, map->key_size);
	add_cpus(map, row, values);
	return 0;
}

/* Programs may add and delete entries meanwhile: a key that is gone starts anew, so what was seen
 * before a limit of rounds is all that there is. */
static int read_rows(const struct observe_map *map, struct rows *rows, struct err *err)
{
	const int fd = bpf_map_fd(map->bpf);
	char *keys = calloc(2, round8(map->key_size) + 8u);
	char *next = keys ? keys + round8(map->key_size) + 8 : NULL;
	char *values = calloc(map->cpus, round8(map->value_size) + 8u);
	const size_t most = bpf_map__max_entries(map->bpf);
	int ret = keys && values ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	for (size_t i = 0; !ret && i <= most; i++) {
		if (bpf_map_get_next_key(fd, i ? keys : NULL, next) < 0)
			break;
		memcpy(keys, next, map->key_size);
		if (bpf_map_lookup_elem(fd, keys, values) == 0)
			ret = add_row(map, rows, keys, values, err);
	}
	free(keys);
	free(values);
	return ret;
}

int observe_map_show(struct observe_map *map, struct sink *sink, struct err *err)
{
	struct rows rows = { .size = round8(map->stream.columns.size) };
	int ret = read_rows(map, &rows, err);

	if (!ret && map->sort)
		rows_sort(&rows, map->sort, map->is_descending);
	if (!ret)
		rows_show(&rows, &map->stream, map->max, sink);
	rows_release(&rows);
	return ret;
}

int observe_map_measure(struct observe_map *map, const char *prefix, struct metrics *metrics,
			struct err *err)
{
	struct rows rows = { .size = round8(map->stream.columns.size) };
	int ret = read_rows(map, &rows, err);

	if (!ret)
		measure_rows(&map->stream, &rows, prefix, metrics);
	rows_release(&rows);
	return ret;
}
