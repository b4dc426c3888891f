// SPDX-License-Identifier: MIT
/* Draws a histogram of how long block devices take for a request. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "biolatency.skel.h"

#define DESCRIPTION "Draws a histogram of how long block devices take for a request"
TOOL(DESCRIPTION);

static unsigned seconds = 86400;

#define WIDTH 40
#define SLOTS (sizeof(((struct biolatency_bpf__bss *)0)->histogram) / sizeof(uint64_t))

static void draw(const struct biolatency_bpf__bss *counts)
{
	uint64_t most = 1;
	unsigned used = 0;

	for (unsigned slot = 0; slot < SLOTS; slot++) {
		if (counts->histogram[slot])
			used = slot + 1;
		if (counts->histogram[slot] > most)
			most = counts->histogram[slot];
	}
	printf("%21s : %-8s distribution\n", "usecs", "count");
	for (unsigned slot = 0; slot < used; slot++) {
		uint64_t count = counts->histogram[slot];
		int stars = (count * WIDTH + most - 1) / most;

		printf("%9llu -> %-9llu : %-8llu |%-*.*s|\n", slot ? 1ull << slot : 0,
		       (1ull << (slot + 1)) - 1, (unsigned long long)count, WIDTH, stars,
		       "****************************************");
	}
}

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
		draw(&counts);
	biolatency_bpf__destroy(skel);
	return err ? 1 : 0;
}
