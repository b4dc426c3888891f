// SPDX-License-Identifier: MIT
/* Draws a histogram of how long tasks wait for a CPU. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "runqlat.skel.h"
#include "runqlat.types.h"

#define DESCRIPTION "Draws a histogram of how long tasks wait for a CPU"
TOOL(DESCRIPTION);

static int only_pid;
static unsigned interval = 1, times = 1;

/* Takes the counts out of the map and resets them. Returns 0 or -errno. */
static int take_counts(const struct bpf_map *map, struct waits *waits)
{
	static const __u64 zero;
	int fd = bpf_map__fd(map), err = 0;

	for (__u32 slot = 0; slot < sizeof(waits->slots) / sizeof(__u64) && !err; slot++) {
		err = bpf_map_lookup_elem(fd, &slot, &waits->slots[slot]);
		if (!err)
			err = bpf_map_update_elem(fd, &slot, &zero, BPF_ANY);
	}
	return err;
}

static int run(struct runqlat_bpf *skel)
{
	int err = runqlat_bpf__load(skel);
	struct waits waits;

	if (!err)
		err = runqlat_bpf__attach(skel);
	while (!err && !exiting && times--) {
		sleep(interval);
		err = take_counts(skel->maps.histogram, &waits);
		if (!err)
			err = tool_heading(runqlat_bpf_waits__emit(&waits));
	}
	return err;
}

static const struct argp_option options[] = {
	{ "pid", 'p', "PID", 0, "Only the threads of the process", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'p':
		only_pid = tool_number(arg, INT32_MAX, "process", state);
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			return ARGP_ERR_UNKNOWN;
		if (state->arg_num == 0)
			interval = tool_number(arg, 86400, "number of seconds", state);
		else
			times = tool_number(arg, UINT32_MAX, "number of times", state);
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"[INTERVAL [COUNT]]",
	DESCRIPTION ".\vIt does so COUNT times (1), each after INTERVAL seconds (1).",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct runqlat_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = runqlat_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->only_pid = only_pid;
	err = run(skel);
	runqlat_bpf__destroy(skel);
	return err ? 1 : 0;
}
