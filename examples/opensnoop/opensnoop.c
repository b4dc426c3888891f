// SPDX-License-Identifier: MIT
/* Prints the files that processes open or fail to open. */
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "opensnoop.skel.h"
#include "opensnoop.types.h"

#define DESCRIPTION "Prints the files that processes open or fail to open"
TOOL(DESCRIPTION);

static int only_pid;
static bool only_failed;

static void take_event(void *ctx, int cpu, void *data, __u32 size)
{
	(void)ctx, (void)cpu, (void)size;
	opensnoop_bpf_event__emit(data);
}

static int run(struct opensnoop_bpf *skel)
{
	struct perf_buffer *events;
	int err = opensnoop_bpf__load(skel);

	if (!err)
		err = opensnoop_bpf__attach(skel);
	if (err)
		return err;
	events = perf_buffer__new(bpf_map__fd(skel->maps.events), 64, take_event, NULL, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(opensnoop_bpf_event__emit_all(NULL, 0));
	while (!exiting && err >= 0)
		err = perf_buffer__poll(events, 100);
	perf_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

static const struct argp_option options[] = {
	{ "pid", 'p', "PID", 0, "Only those of the process", 0 },
	{ "failed", 'x', NULL, 0, "Only those that fail", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'p':
		only_pid = tool_number(arg, INT32_MAX, "process", state);
		break;
	case 'x':
		only_failed = true;
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options, parse, NULL, DESCRIPTION TOOL_UNTIL, NULL, NULL, NULL,
};

int main(int argc, char **argv)
{
	struct opensnoop_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = opensnoop_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->only_pid = only_pid;
	skel->rodata->only_failed = only_failed;
	err = run(skel);
	opensnoop_bpf__destroy(skel);
	return err ? 1 : 0;
}
