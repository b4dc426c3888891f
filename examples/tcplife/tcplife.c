// SPDX-License-Identifier: MIT
/* Prints the TCP connections that ended: whose they were, how long they lasted, how many bytes. */
#include <bpf/libbpf.h>
#include "../tool.h"
#include "tcplife.skel.h"
#include "tcplife.types.h"

#define DESCRIPTION "Prints the TCP connections that ended, how long they lasted, and their bytes"
TOOL(DESCRIPTION);

static int take_event(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)size;
	return tcplife_bpf_event__emit(data);
}

static int run(struct tcplife_bpf *skel)
{
	struct ring_buffer *events;
	int err = tcplife_bpf__attach(skel);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(tcplife_bpf_event__emit_all(NULL, 0));
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
	(void)arg;
	return tool_option(key, state);
}

static const struct argp argp = {
	options, parse, NULL, DESCRIPTION TOOL_UNTIL "\vOver IPv4 only.", NULL, NULL, NULL,
};

int main(int argc, char **argv)
{
	struct tcplife_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = tcplife_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel);
	tcplife_bpf__destroy(skel);
	return err ? 1 : 0;
}
