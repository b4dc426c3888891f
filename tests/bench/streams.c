// SPDX-License-Identifier: MIT
/*
 * What a record costs on its way from a buffer to a sink, which is /dev/null:
 *
 *	streams OBJECT TYPE	prints ns a record for each format, and for a filter that wants none
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/btf.h>

#include "bindings/input.h"
#include "lib/err.h"
#include "streams/column.h"
#include "streams/sink.h"
#include "streams/stream.h"

enum { RECORDS = 1000000, BATCH = 1000 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int measure(const struct input *input, uint32_t type, const char *format, const char *filter)
{
	struct stream stream = { .name = "events" };
	struct err err = ERR_INIT;
	struct sink sink;
	char how[64];
	unsigned char *record;
	double begin;
	int ret;

	snprintf(how, sizeof(how), "%s=/dev/null", format);
	ret = columns_make(&stream.columns, input->btf, type, NULL, &err);
	if (!ret)
		ret = stream_show(&stream, NULL, &err);
	if (!ret && filter)
		ret = stream_filter(&stream, filter, &err);
	if (!ret)
		ret = sink_open(&sink, how, &err);
	if (ret) {
		err_print(&err, "streams");
		return 1;
	}
	record = calloc(1, stream.columns.size);
	for (uint32_t i = 0; i < stream.columns.size; i++)
		record[i] = i % 16 < 12 ? (unsigned char)('a' + i % 16) : 0;
	begin = now();
	for (int i = 0; i < RECORDS; i++) {
		memcpy(record, &i, sizeof(i));
		stream_take(&stream, record, stream.columns.size, NULL, &sink);
		if (i % BATCH == BATCH - 1)
			sink_flush(&sink);
	}
	printf("%-24s %7.0f ns a record\n", filter ? "a filter that wants none" : format,
	       (now() - begin) / RECORDS);
	free(record);
	stream_release(&stream);
	return sink_close(&sink, &err) ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct input input = { 0 };
	struct err err = ERR_INIT;
	int type, ret;

	if (argc != 3 || input_read(&input, argv[1], NULL, 0, &err) < 0) {
		err_print(&err, "streams");
		return 2;
	}
	type = btf__find_by_name_kind(input.btf, argv[2], BTF_KIND_STRUCT);
	if (type < 0)
		return 2;
	ret = measure(&input, (uint32_t)type, "table", NULL) |
	      measure(&input, (uint32_t)type, "json", NULL) |
	      measure(&input, (uint32_t)type, "csv", NULL) |
	      measure(&input, (uint32_t)type, "json",
		      "pid < 0 && comm ~ \"b*\" || duration_ns == 1s");
	input_release(&input);
	return ret;
}
