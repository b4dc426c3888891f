// SPDX-License-Identifier: MIT
/* Prints how long connecting took for TCP clients. */
#include <bpf/libbpf.h>
#include "../tool.h"
#include "tcpconnlat.skel.h"
#include "tcpconnlat.types.h"

#define DESCRIPTION "Prints how long connecting took for TCP clients"
TOOL(DESCRIPTION);

static unsigned min_ms;

static int take_event(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)size;
	return tcpconnlat_bpf_event__emit(data);
}

static int run(struct tcpconnlat_bpf *skel)
{
	struct ring_buffer *events;
	int err = tcpconnlat_bpf__load(skel);

	if (!err)
		err = tcpconnlat_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(tcpconnlat_bpf_event__emit_all(NULL, 0));
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
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
		min_ms = tool_number(arg, INT32_MAX, "number of milliseconds", state);
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options, parse,
	"[MS]",  DESCRIPTION TOOL_UNTIL "\vOver IPv4 only. MS leaves out what was faster.",
	NULL,    NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct tcpconnlat_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = tcpconnlat_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->min_ns = min_ms * 1000000ull;
	err = run(skel);
	tcpconnlat_bpf__destroy(skel);
	return err ? 1 : 0;
}
