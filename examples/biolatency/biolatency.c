// SPDX-License-Identifier: MIT
/* Draws a histogram of how long block devices take for a request. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "biolatency.skel.h"
#include "biolatency.types.h"

#define DESCRIPTION "Draws a histogram of how long block devices take for a request"
TOOL(DESCRIPTION);

static unsigned seconds = 86400;

static const struct argp_option options[] = {
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
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
	options, parse, "[SECONDS]", DESCRIPTION ".\vIt does so after SECONDS, or after Ctrl-C.",
	NULL,    NULL,  NULL,
};

int main(int argc, char **argv)
{
	struct biolatency_bpf__bss counts;
	struct biolatency_bpf *skel;
	uint32_t zero = 0;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = biolatency_bpf__open_and_load();
	if (!skel)
		return 1;
	err = biolatency_bpf__attach(skel);
	if (!err)
		sleep(seconds);
	if (!err)
		err = bpf_map_lookup_elem(bpf_map__fd(skel->maps.bss), &zero, &counts);
	if (!err)
		err = tool_heading(biolatency_bpf_times__emit((void *)counts.histogram));
	biolatency_bpf__destroy(skel);
	return err ? 1 : 0;
}
