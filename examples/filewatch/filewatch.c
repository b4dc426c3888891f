// SPDX-License-Identifier: MIT
/* Prints who reads, writes, deletes or renames files below a path. */
#include <bpf/libbpf.h>
#include "../tool.h"
#include "filewatch.skel.h"
#include "filewatch.types.h"

#define DESCRIPTION "Prints who reads, writes, deletes or renames files"
TOOL(DESCRIPTION);

static const char *prefix = "";

static int take_event(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)size;
	return filewatch_bpf_event__emit(data);
}

static int run(struct filewatch_bpf *skel)
{
	struct ring_buffer *events;
	int err = filewatch_bpf__load(skel);

	if (!err)
		err = filewatch_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(filewatch_bpf_event__emit_all(NULL, 0));
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
		if (strlen(arg) >= sizeof(((struct filewatch_bpf__rodata *)0)->prefix))
			argp_error(state, "'%s' is too long", arg);
		prefix = arg;
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"[PREFIX]",
	DESCRIPTION TOOL_UNTIL
	"\vPREFIX leaves out files whose path, as it is given to the system call, begins\n"
	"otherwise.",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct filewatch_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = filewatch_bpf__open();
	if (!skel)
		return 1;
	strcpy(skel->rodata->prefix, prefix);
	err = run(skel);
	filewatch_bpf__destroy(skel);
	return err ? 1 : 0;
}
