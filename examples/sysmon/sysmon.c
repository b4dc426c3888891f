// SPDX-License-Identifier: MIT
/* Reports system calls that a process and its descendants should not make, or ends them. */
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "sysmon.skel.h"
#include "sysmon.types.h"

#define DESCRIPTION "Reports system calls that a process should not make, or ends it"
TOOL(DESCRIPTION);

static bool kill_them;
static char **arguments; /* the process, then numbers */

static int take_event(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)size;
	return sysmon_bpf_event__emit(data);
}

/* Puts a number into a map as a key. */
static int add(const struct bpf_map *map, const char *text)
{
	static const uint8_t yes = 1;
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	uint32_t key = number;

	if (*text < '0' || *text > '9' || *end || number > INT32_MAX) {
		fprintf(stderr, "sysmon: '%s' is no number\n", text);
		return -EINVAL;
	}
	return bpf_map__update_elem(map, &key, sizeof(key), &yes, sizeof(yes), BPF_ANY);
}

static int run(struct sysmon_bpf *skel)
{
	struct ring_buffer *events;
	int err = sysmon_bpf__attach(skel);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(sysmon_bpf_event__emit_all(NULL, 0));
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

static const struct argp_option options[] = {
	{ "kill", 'k', NULL, 0, "End a process that makes one", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
	case 'k':
		kill_them = true;
		break;
	case ARGP_KEY_ARGS:
		arguments = state->argv + state->next;
		break;
	case ARGP_KEY_END:
		if (!arguments || !arguments[1])
			argp_error(state, "a process and numbers of system calls are needed");
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options,
	parse,
	"PID NUMBER...",
	DESCRIPTION TOOL_UNTIL
	"\vIt watches the process PID and what that starts from then on. NUMBERs are those\n"
	"of system calls on this machine.",
	NULL,
	NULL,
	NULL,
};

int main(int argc, char **argv)
{
	struct sysmon_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = sysmon_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->kill_them = kill_them;
	err = sysmon_bpf__load(skel);
	if (!err)
		err = add(skel->maps.watched, arguments[0]);
	for (char **number = arguments + 1; *number && !err; number++)
		err = add(skel->maps.refused, *number);
	if (!err)
		err = run(skel);
	sysmon_bpf__destroy(skel);
	return err ? 1 : 0;
}
