// SPDX-License-Identifier: MIT
/* `wasm-bpf run --help app.bpf.o`: what can be set, and which columns there are. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "columns/column.h"
#include "inspection/inspection.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/terminal.h"
#include "observe/observe.h"
#include "observe/params.h"

enum { FILE_MAX = 64 << 20 };

static void print_param(void *context, const struct observe_param *param)
{
	(void)context;
	terminal_printf(stdout, "  -p %s=%s  (%s%s%s)\n", param->name, param->initial, param->kind,
			*param->help ? ": " : "", param->help);
}

static void print_stream(const struct inspect_object *object, const struct bpf_map *map)
{
	struct columns columns;

	if (!inspect_columns(object, map, &columns))
		return;
	terminal_printf(stdout, "  %s:", bpf_map__name(map));
	for (size_t i = 0; i < columns.count; i++)
		terminal_printf(stdout, "%s %s", i ? "," : "", columns.list[i].name);
	putchar('\n');
	columns_release(&columns);
}

static void print_object(const struct inspect_object *object, const char *path)
{
	const struct bpf_map *map;

	terminal_printf(stdout, "\n'%s' can be set:\n", path);
	observe_each_param(object->bpf, print_param, NULL);
	printf("\nColumns of its buffers:\n");
	bpf_object__for_each_map (map, object->bpf)
		print_stream(object, map);
}

void inspect_help(const char *path)
{
	struct buf file = BUF_INIT(FILE_MAX);
	struct inspection inspection = { 0 };
	struct err err = ERR_INIT;

	libbpf_set_print(NULL);
	if (file_read(path, &file, &err) == 0 &&
	    inspect(file.data, file.len, &inspection, &err) == 0 && inspection.object_count &&
	    inspection.objects[0].bpf)
		print_object(&inspection.objects[0], path);
	inspection_release(&inspection);
	buf_release(&file);
}
