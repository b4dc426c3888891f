// SPDX-License-Identifier: MIT
/* Prints the programs that are executed or fail to, with their arguments. */
#include <bpf/libbpf.h>
#include <unistd.h>
#include "../tool.h"
#include "execsnoop.skel.h"
#include "execsnoop.types.h"

#define DESCRIPTION "Prints the programs that are executed or fail to, with their arguments"
TOOL(DESCRIPTION);

static bool only_failed;

/* Prints an argument, in quotes if it would not be read as one word. */
static void print_argument(const char *argument)
{
	if (*argument && !strpbrk(argument, " \t\n\"'\\")) {
		printf(" %s", argument);
		return;
	}
	fputs(" \"", stdout);
	for (; *argument; argument++)
		printf(strchr("\"\\", *argument) ? "\\%c" : "%c", *argument);
	putchar('"');
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	const char *argument = e->text, *end = (const char *)data + size;

	(void)ctx;
	if (size < offsetof(struct event, text))
		return 0;
	printf("%-16s %-7d %-7d %-6d %3d", e->comm, e->pid, e->ppid, e->uid, e->ret);
	for (unsigned i = 0; i < e->args && argument < end; i++) {
		print_argument(argument);
		argument += strnlen(argument, end - argument) + 1;
	}
	putchar('\n');
	return 0;
}

static int run(struct execsnoop_bpf *skel)
{
	struct ring_buffer *events;
	int err = execsnoop_bpf__load(skel);

	if (!err)
		err = execsnoop_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-16s %-7s %-7s %-6s %3s %s\n", "CALLER", "PID", "PPID", "UID", "RET", "ARGUMENTS");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

static const struct argp_option options[] = {
	{ "failed", 'x', NULL, 0, "Only those that fail", 0 },
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
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
	struct execsnoop_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = execsnoop_bpf__open();
	if (!skel)
		return 1;
	skel->rodata->only_failed = only_failed;
	err = run(skel);
	execsnoop_bpf__destroy(skel);
	return err ? 1 : 0;
}
