// SPDX-License-Identifier: MIT
/* Prints which processes make the most system calls. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "syscount.skel.h"
#include "syscount.types.h"

#define DESCRIPTION "Prints which processes make the most system calls"
TOOL(DESCRIPTION);

struct row {
	struct who who;
	uint64_t count;
};

static unsigned seconds = 1, shown = 10, only_pid;
static bool by_number;

static int more_calls(const void *a, const void *b)
{
	const uint64_t count_a = ((const struct row *)a)->count;
	const uint64_t count_b = ((const struct row *)b)->count;

	return (count_a < count_b) - (count_a > count_b);
}

/* Reads up to `max` counts, and returns how many there are. */
static unsigned read_counts(int map, struct row *rows, unsigned max)
{
	struct who *after = NULL;
	unsigned count = 0;

	while (count < max && !bpf_map_get_next_key(map, after, &rows[count].who)) {
		after = &rows[count].who;
		if (bpf_map_lookup_elem(map, after, &rows[count].count))
			break;
		count++;
	}
	return count;
}

static int emit_row(const struct row *row)
{
	struct process_calls process = { .pid = row->who.id, .calls = row->count };
	struct number_calls number = { .syscall = row->who.id, .calls = row->count };

	memcpy(process.comm, row->who.comm, sizeof(process.comm));
	return by_number ? syscount_bpf_number_calls__emit(&number)
			 : syscount_bpf_process_calls__emit(&process);
}

static int emit_rows(const struct row *rows, unsigned count)
{
	int err = tool_heading(by_number ? syscount_bpf_number_calls__emit_all(NULL, 0)
					 : syscount_bpf_process_calls__emit_all(NULL, 0));

	for (unsigned i = 0; i < count && i < shown && !err; i++)
		err = emit_row(&rows[i]);
	return err;
}

static int run(struct syscount_bpf *skel)
{
	const struct bpf_map *counts = skel->maps.counts;
	unsigned count, max = bpf_map__max_entries(counts);
	struct row *rows = calloc(max, sizeof(*rows));
	int err = rows ? syscount_bpf__load(skel) : -ENOMEM;

	if (!err)
		err = syscount_bpf__attach(skel);
	if (!err) {
		sleep(seconds);
		syscount_bpf__detach(skel);
		count = read_counts(bpf_map__fd(counts), rows, max);
		qsort(rows, count, sizeof(*rows), more_calls);
		err = emit_rows(rows, count);
	}
	free(rows);
	return err;
}

static const struct argp_option options[] = {
	{ "pid", 'p', "PID", 0, "Only the calls of the process", 0 },
	{ "numbers", 's', NULL, 0, "Count by the number of the call, not by process", 0 },
	{ "rows", 'n', "ROWS", 0, "Print at most so many rows (10)", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'p':
		only_pid = tool_number(arg, INT32_MAX, "process", state);
		break;
	case 's':
		by_number = true;
		break;
	case 'n':
		shown = tool_number(arg, UINT32_MAX, "number of rows", state);
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		seconds = tool_number(arg, INT32_MAX, "number of seconds", state);
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options, parse, "[SECONDS]", DESCRIPTION ".\vIt counts for SECONDS (1), or until Ctrl-C.",
	NULL,    NULL,  NULL,
};

int main(int argc, char **argv)
{
	struct syscount_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = syscount_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->only_pid = only_pid;
	skel->rodata->by_number = by_number;
	err = run(skel);
	syscount_bpf__destroy(skel);
	return err ? 1 : 0;
}
