// SPDX-License-Identifier: MIT
/*
 * What a record costs on its way from a buffer to a sink, which is /dev/null:
 *
 * streams OBJECT TYPE [MILLIONS [ROW]]
 *
 * prints ns a record for each format, a filter that wants none, and what is kept; and by how
 * much the process grew meanwhile.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "bindings/input.h"
#include "columns/column.h"
#include "lib/err.h"
#include "streams/sink.h"
#include "streams/view.h"

enum { MILLION = 1000000, BATCH = 1000 };

/* What is asked for, and what it is called. */
static const struct row {
	const char *name, *format;
	struct view_options options;
} rows[] = {
	{ "table", "table", { 0 } },
	{ "json", "json", { 0 } },
	{ "csv", "csv", { 0 } },
	{ "a filter that wants none",
	  "json",
	  { .filter = "pid < 0 && comm ~ \"b*\" || duration_ns == 1s" } },
	{ "--by comm --of", "json", { .by = "comm", .of = "duration_ns" } },
	{ "the same, --quantiles",
	  "json",
	  { .by = "comm", .of = "duration_ns", .quantiles = "50,99" } },
	{ "--hist", "json", { .hist = "duration_ns" } },
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Kilobytes of the process's memory. */
static long resident(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long all, pages = 0;

	if (file && fscanf(file, "%ld %ld", &all, &pages) != 2)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void feed(struct view *view, unsigned char *record, long count, struct sink *sink)
{
	for (long i = 0; i < count; i++) {
		memcpy(record, &(int){ (int)i }, sizeof(int));
		view_take(view, record, view->stream.columns.size, NULL, sink);
		if (i % BATCH == BATCH - 1)
			sink_flush(sink);
	}
}

static int measure(const struct input *input, uint32_t type, const struct row *row, long millions)
{
	struct view view = { .stream.name = "events" };
	struct err err = ERR_INIT;
	struct sink sink;
	char how[64];
	unsigned char *record;
	double begin;
	long before;
	int ret;

	snprintf(how, sizeof(how), "%s=/dev/null", row->format);
	ret = columns_make(&view.stream.columns, input->btf, type, NULL, &err);
	if (!ret)
		ret = sink_open(&sink, how, false, &err);
	if (!ret)
		ret = view_make(&view, &row->options, &sink, &err);
	if (ret) {
		err_print(&err, "streams");
		return 1;
	}
	record = calloc(1, view.stream.columns.size);
	for (uint32_t i = 0; i < view.stream.columns.size; i++)
		record[i] = i % 16 < 12 ? (unsigned char)('a' + i % 16) : 0;
	feed(&view, record, MILLION, &sink);
	before = resident();
	begin = now();
	feed(&view, record, millions * MILLION, &sink);
	printf("%-24s %7.0f ns a record, %ld KB more memory after %ld million\n", row->name,
	       (now() - begin) / (double)millions / MILLION, resident() - before, millions);
	view_show(&view, &sink);
	free(record);
	view_release(&view);
	return sink_close(&sink, &err) ? 1 : 0;
}

int main(int argc, char **argv)
{
	const long millions = argc > 3 ? atol(argv[3]) : 1;
	struct input input = { 0 };
	struct err err = ERR_INIT;
	int type, ret = 0;

	if (argc < 3 || millions < 1 || input_read(&input, argv[1], NULL, 0, &err) < 0) {
		err_print(&err, "streams");
		return 2;
	}
	type = btf__find_by_name_kind(input.btf, argv[2], BTF_KIND_STRUCT);
	if (type < 0)
		return 2;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (argc < 5 || strcmp(argv[4], rows[i].name) == 0)
			ret |= measure(&input, (uint32_t)type, &rows[i], millions);
	input_release(&input);
	return ret;
}
