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

/* Adds a character, if there is room for one more. */
static char *put(char *at, const char *end, char c)
{
	*at = c;
	return at + (at + 1 < end);
}

/* Adds an argument, in quotes if it would not be read as one word. */
static char *add_argument(char *at, const char *end, const char *argument)
{
	const bool is_word = *argument && !strpbrk(argument, " \t\n\"'\\");

	if (!is_word)
		at = put(at, end, '"');
	for (; *argument; argument++) {
		if (strchr("\"\\", *argument))
			at = put(at, end, '\\');
		at = put(at, end, *argument);
	}
	return is_word ? at : put(at, end, '"');
}

static int take_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	const char *argument = e->text, *end = (const char *)data + size;
	struct exec exec = { .pid = e->pid, .ppid = e->ppid, .uid = e->uid, .ret = e->ret };
	char *at = exec.arguments;

	(void)ctx;
	if (size < offsetof(struct event, text))
		return 0;
	memcpy(exec.caller, e->comm, sizeof(exec.caller));
	for (unsigned i = 0; i < e->args && argument < end; i++) {
		if (i)
			at = put(at, exec.arguments + sizeof(exec.arguments), ' ');
		at = add_argument(at, exec.arguments + sizeof(exec.arguments), argument);
		argument += strnlen(argument, end - argument) + 1;
	}
	*at = '\0';
	return execsnoop_bpf_exec__emit(&exec);
}

static int run(struct execsnoop_bpf *skel)
{
	struct ring_buffer *events;
	int err = execsnoop_bpf__load(skel);

	if (!err)
		err = execsnoop_bpf__attach(skel);
	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!events)
		return -errno;
	err = tool_heading(execsnoop_bpf_exec__emit_all(NULL, 0));
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
